"""The commands: `flask --app wsgi …`, one file a group."""

from planner.cli import (
    account,
    attendance,
    backup,
    database,
    demo,
    directory,
    feed,
    invitation,
    meeting,
    paper,
    work,
)

GROUPS = (
    *database.COMMANDS,
    *demo.COMMANDS,
    *account.COMMANDS,
    *directory.COMMANDS,
    *meeting.COMMANDS,
    *invitation.COMMANDS,
    *attendance.COMMANDS,
    *feed.COMMANDS,
    *paper.COMMANDS,
    *work.COMMANDS,
    *backup.COMMANDS,
)
