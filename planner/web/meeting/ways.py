"""Ways out of a refusal or a finding: the form filled in anew with what would do."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast
from urllib.parse import urlencode

from flask import request, url_for

from planner.domain.errors import Finding, RuleBroken
from planner.domain.timespan import TimeSpan, local_day
from planner.domain.venue import Offer
from planner.web.meeting.filling import values_of_time
from planner.web.meeting.times import TIME_FIELDS, fields_of_span, when_of
from planner.web.moments import moment_of_when
from planner.web.timemarks import mark_of
from planner.web.wording import gettext

Way = tuple[str, str]  # a label and an address


def ways_of(broken: RuleBroken, address: str) -> list[Way]:
    """What was typed, with other hours or another hall in place of the refused ones."""
    offers = cast(Iterable[Offer], broken.details.get("offers", ()))
    return [(_offer_words(offer), f"{address}?{_query(offer)}") for offer in offers]


def ways_of_finding(found: Finding, meeting_id: int) -> list[Way]:
    """Where to mend what is odd about a meeting."""
    workday = found.details.get("workday")
    if workday:
        day = _day(str(workday))
        label = gettext("Chuyển sang %(day)s", day=workday)
        return [(label, url_for("meeting.change", meeting_id=meeting_id, day=day.isoformat()))]
    halls = cast(Mapping[str, int], found.details.get("hall_ids", {}))
    if halls:
        return [
            (gettext("Chuyển sang %(hall)s", hall=hall), _with_hall(meeting_id, hall_id))
            for hall, hall_id in halls.items()
        ]
    labels = {
        "hall_id": gettext("Chọn nơi khác"),
        "host_id": gettext("Chọn đơn vị khác"),
    }
    label = labels.get(found.field or "", gettext("Sửa ngày giờ"))
    anchor = "o-dau" if found.field == "hall_id" else "khi"
    return [(label, url_for("meeting.change", meeting_id=meeting_id, _anchor=anchor))]


def _with_hall(meeting_id: int, hall_id: int) -> str:
    return url_for("meeting.change", meeting_id=meeting_id, hall_id=hall_id, _anchor="o-dau")


def _day(words: str) -> date:
    """A day as findings write it: 05/06/2026."""
    day, month, year = map(int, words.split("/"))
    return date(year, month, day)


def span_words(span: TimeSpan) -> str:
    """Hours as a person says them: a buổi where they are just one."""
    mark = mark_of(moment_of_when(when_of(fields_of_span(span), local_day(span.start))))
    return f"{mark.words} {mark.note}".strip()


def _offer_words(offer: Offer) -> str:
    return gettext(
        "%(when)s, %(hall)s, %(seats)s chỗ",
        when=span_words(offer.span),
        hall=offer.hall.name,
        seats=offer.hall.capacity,
    )


def _query(offer: Offer) -> str:
    dropped = {"csrf_token", *TIME_FIELDS}
    kept = {name: value for name, value in request.form.items() if name not in dropped}
    time = values_of_time(fields_of_span(offer.span))
    return urlencode(kept | time | {"hall_id": str(offer.hall.hall_id)})
