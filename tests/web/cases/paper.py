"""Papers: of one's own meetings only."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _meeting(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id}


CASES = {
    "paper.sign_in_sheet": Case("meeting", _meeting),
    "paper.sign_in_list": Case("meeting", _meeting),
}
