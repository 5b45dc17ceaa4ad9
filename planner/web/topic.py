"""The library of chuyên đề: what was studied, where and when."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.domain.text import one_line
from planner.store import rotation
from planner.store import series as all_series
from planner.web.context import needs, reading
from planner.web.moments import moment_of
from planner.web.paging import page_asked, page_of
from planner.web.timemarks import mark_of

bp = Blueprint("topic", __name__, url_prefix="/topics")
PAGE = 50


@bp.get("")
@needs(Action.SEE_SERIES)
def index() -> ResponseReturnValue:
    """Topics of the sessions within reach, each with its sessions; narrowed by words."""
    text, number = one_line(request.args.get("q"))[:100], page_asked()
    with reading() as (session, viewer):
        topics = rotation.topics_known(
            session, viewer, text, limit=PAGE + 1, offset=(number - 1) * PAGE
        )
        found = topics[:PAGE]
        numbers = [topic.id for topic in found]
        studies = all_series.studies_of(session, viewer, numbers)
        earlier = rotation.earlier_seen(session, viewer, numbers)
        meetings = [turn.meeting_id for turns in studies.values() for turn in turns]
        reports = rotation.reports_of(session, meetings)
    page = page_of(number, PAGE, len(found), more=len(topics) > PAGE)
    marks = {
        turn.meeting_id: mark_of(moment_of(turn.meeting))
        for turns in studies.values()
        for turn in turns
    }
    return render_template(
        "topic/index.html",
        found=found,
        studies=studies,
        earlier=earlier,
        reports=reports,
        marks=marks,
        page=page,
        text=text,
    )
