"""The library of chuyên đề. The caller commits."""

from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.domain.text import search_key
from planner.domain.topic import topic_title
from planner.store import topic as topics
from planner.store.session import flush
from planner.store.topic import Topic


def find_or_create(session: Session, viewer: Viewer, title: str) -> Topic:
    """The topic of that title; another spelling of the same words is the same topic.

    For who books meetings or plans series. Refused: nothing that could be found again.
    """
    if not (viewer.may_ever(Action.BOOK_MEETING) or viewer.may_ever(Action.PLAN_SERIES)):
        raise NotFound("topic")
    kept = topic_title(title)
    found = topics.find_topic(session, kept)
    if found is None:
        topics.lock_titles(session)
        found = topics.find_topic(session, kept)
    if found is not None:
        return found
    topic = Topic(title=kept, search_key=search_key(kept))
    session.add(topic)
    flush(session)
    return topic
