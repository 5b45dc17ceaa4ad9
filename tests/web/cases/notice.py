"""The outbox."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _letter(office: Office) -> dict[str, Any]:
    return {"letter_id": office.letter.id}


CASES = {
    "notice.index": Case("list"),
    "notice.show": Case("meeting", _letter),
    "notice.send_again": Case("meeting", _letter),
    "notice.take_as_sent": Case("meeting", _letter),
}
