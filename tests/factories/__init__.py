"""Small honest objects: a test says only what it is about.

The cast: Hà organises at the province, Minh's unit hosts, Lan is called, Tuấn's unit has nothing
to do with the meeting and must see nothing of it. All is set on 5 January 2026, Hà Nội.
"""

from tests.factories.campaign import make_campaign, make_duty, make_level, make_milestone
from tests.factories.directory import (
    make_account,
    make_person,
    make_post,
    make_renaming,
    make_unit,
    who,
)
from tests.factories.ground import NOW, at, at_once, keep, span
from tests.factories.meeting import make_delegate, make_hall, make_letter, make_meeting, make_venue
from tests.factories.office import Office, make_office
from tests.factories.rotation import make_blackout, make_earlier, make_handover, make_run

__all__ = [
    "NOW",
    "Office",
    "at",
    "at_once",
    "keep",
    "make_account",
    "make_blackout",
    "make_campaign",
    "make_delegate",
    "make_duty",
    "make_earlier",
    "make_hall",
    "make_handover",
    "make_letter",
    "make_level",
    "make_meeting",
    "make_milestone",
    "make_office",
    "make_person",
    "make_post",
    "make_renaming",
    "make_run",
    "make_unit",
    "make_venue",
    "span",
    "who",
]
