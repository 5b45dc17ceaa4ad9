"""The commands: `flask --app wsgi …`, one file a group."""

from planner.cli import (
    account,
    attendance,
    backup,
    database,
    demo,
    directory,
    doctor,
    feed,
    invitation,
    meeting,
    notice,
    paper,
    schedule,
    start,
    time,
    work,
)

GROUPS = (
    *database.COMMANDS,
    *demo.COMMANDS,
    *account.COMMANDS,
    *directory.COMMANDS,
    *meeting.COMMANDS,
    *notice.COMMANDS,
    *invitation.COMMANDS,
    *attendance.COMMANDS,
    *feed.COMMANDS,
    *paper.COMMANDS,
    *start.COMMANDS,
    *time.COMMANDS,
    *schedule.COMMANDS,
    *work.COMMANDS,
    *backup.COMMANDS,
    *doctor.COMMANDS,
)
