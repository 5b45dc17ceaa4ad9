"""The only floor with Flask and WTForms: one blueprint a noun."""

from planner.web import (
    account,
    agenda,
    attendance,
    audit,
    blackout,
    campaign,
    directory,
    feed,
    health,
    holiday,
    invitation,
    meeting,
    notice,
    paper,
    planning,
    rotation,
    series,
    start,
    today,
    topic,
    venue,
)
from planner.web.api import attendance as api_attendance
from planner.web.api import meeting as api_meeting
from planner.web.api import openapi as api_openapi

BLUEPRINTS = (
    health.bp,
    start.bp,
    account.bp,
    today.bp,
    meeting.bp,
    series.bp,
    rotation.bp,
    planning.bp,
    blackout.bp,
    holiday.bp,
    agenda.bp,
    topic.bp,
    campaign.bp,
    invitation.bp,
    invitation.personal,
    attendance.bp,
    attendance.over_years,
    attendance.door_bp,
    directory.bp,
    venue.bp,
    feed.bp,
    feed.public,
    paper.bp,
    notice.bp,
    audit.bp,
    api_meeting.bp,
    api_attendance.bp,
    api_openapi.bp,
)
# A token in the address or the header is the authority here: no cookie is read, none forged.
UNCHECKED_FORMS = (
    invitation.personal,
    attendance.door_bp,
    feed.public,
    api_meeting.bp,
    api_attendance.bp,
    api_openapi.bp,
)
