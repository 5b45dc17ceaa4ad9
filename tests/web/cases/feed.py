"""Feeds: an address of somebody else looks like missing, whoever asks."""

from planner.store.base import LAST_ID
from tests.web.cases import Case


def _foreign(_office: object) -> dict[str, int]:
    return {"feed_id": LAST_ID}


CASES = {
    "feed.index": Case("office"),
    "feed.issue": Case("office", form=lambda _office: {"for": "all"}),
    "feed.subscribe": Case("office", _foreign, done={"GET": 404}),
    "feed.renew": Case("office", _foreign, done={"POST": 404}),
    "feed.revoke": Case("office", _foreign, done={"POST": 404}),
}
