from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.errors import RuleBroken
from planner.domain.invitation import (
    AfterDeadline,
    Entry,
    Event,
    GivenFile,
    Needs,
    Speech,
    Standing,
    ensure_in_time,
    is_late,
    may_read,
    read_link,
    standing,
)

AT = datetime(2026, 1, 2, tzinfo=UTC)
BY = date(2026, 1, 4)


def said(event: Event, hours: int = 0, **more: str) -> Entry:
    return Entry(event, AT + timedelta(hours=hours), **more)


def test_an_answer_stands_until_the_next_one() -> None:
    lines = [
        said(Event.CALLED),
        said(Event.SEEN, 1),
        said(Event.ANSWERED, 2, reply="yes"),
        said(Event.ANSWERED, 3, reply="no", reason="đi học"),
    ]

    assert standing(lines) == Standing(
        reply="no",
        reason="đi học",
        replied_at=AT + timedelta(hours=3),
        seen_at=AT + timedelta(hours=1),
    )


def test_whoever_sent_somebody_is_back_once_that_is_undone() -> None:
    sent = [said(Event.ANSWERED, reply="yes"), said(Event.SUBSTITUTED, 1, name="An")]

    assert (standing(sent).state, standing(sent).reply) == ("replaced", "substituted")
    back = standing([*sent, said(Event.UNDONE, 2)])
    assert (back.state, back.reply) == ("live", "none")


def test_a_proposal_waits_until_it_is_judged_or_answered_over() -> None:
    asked = [said(Event.PROPOSED, name="An", position="Phó Bí thư")]

    assert standing(asked).proposed == ("An", "Phó Bí thư")
    assert standing([*asked, said(Event.DECLINED)]).proposed is None
    assert standing([*asked, said(Event.ANSWERED, reply="yes")]).proposed is None


def test_whoever_is_taken_off_and_put_back_keeps_the_answer() -> None:
    lines = [said(Event.ANSWERED, reply="yes"), said(Event.TAKEN_OFF), said(Event.RESTORED)]

    assert standing(lines[:2]).state == "cancelled"
    assert (standing(lines).state, standing(lines).reply) == ("live", "yes")


@given(st.lists(st.builds(said, st.sampled_from(Event), st.integers(0, 99)), max_size=12))
def test_what_stands_is_the_same_read_at_once_or_line_by_line(lines: list[Entry]) -> None:
    stands = Standing()
    for line in lines:
        stands = stands.after(line)

    assert standing(lines) == stands
    seen = [line.at for line in lines if line.event is Event.SEEN]
    assert stands.seen_at == (seen[0] if seen else None)


def test_an_answer_is_late_once_its_day_is_over() -> None:
    assert [is_late(BY, BY), is_late(BY, BY + timedelta(days=1)), is_late(None, BY)] == [
        False,
        True,
        False,
    ]


def test_a_late_answer_is_refused_only_where_the_meeting_closes() -> None:
    ensure_in_time(BY, AfterDeadline.LATE, BY + timedelta(days=1))
    ensure_in_time(BY, AfterDeadline.CLOSED, BY)
    with pytest.raises(RuleBroken) as refused:
        ensure_in_time(BY, AfterDeadline.CLOSED, BY + timedelta(days=1))
    assert (refused.value.code, refused.value.details) == (
        "invitation.answers_closed",
        {"by": "4/1/2026"},
    )


@pytest.mark.parametrize("field", ["vehicles", "lodging", "meals"])
@pytest.mark.parametrize("number", [-1, 1000])
def test_odd_numbers_of_needs_are_refused(field: str, number: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        Needs(**{field: number}).ensure_sound()  # type: ignore[arg-type]  # one number at a time
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("speech", "field"),
    [
        (Speech("Về nguồn", ""), "speaker"),
        (Speech("", "An"), "title"),
        (Speech("x" * 201), "title"),
    ],
)
def test_a_tham_luan_has_a_title_and_a_speaker(speech: Speech, field: str) -> None:
    Speech().ensure_sound()
    Speech("Về nguồn", "An").ensure_sound()
    with pytest.raises(RuleBroken) as refused:
        speech.ensure_sound()
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (GivenFile("a.pdf", b""), "invitation.no_file"),
        (GivenFile("a.pdf", b"%PDF-" + b" " * 1_500_000), "invitation.file_too_large"),
        (GivenFile("a.html", b"<script>"), "invitation.file_kind"),
        (GivenFile("a.svg", b"<svg>"), "invitation.file_kind"),
        (GivenFile("pdf", b"%PDF-"), "invitation.file_kind"),
        (GivenFile("a.pdf", b"<html>"), "invitation.file_is_other"),
        (GivenFile("a.docx", b"MZ"), "invitation.file_is_other"),
    ],
)
def test_a_file_of_another_kind_is_refused(file: GivenFile, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        file.ensure_safe()
    assert (refused.value.code, refused.value.field) == (code, "file")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo.PDF", "Báo cáo.pdf"),
        ("C:\\tmp\\a.pdf", "a.pdf"),
        ("../../etc/x.pdf", "x.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "a Set-Cookie x.pdf"),
        ("….pdf", "tai-lieu.pdf"),
    ],
)
def test_the_name_of_a_file_is_harmless(name: str, safe: str) -> None:
    assert GivenFile(name, b"%PDF-").safe_name == safe


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a/b", "https://", "drive", "https://[", "https://a b"]
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    assert read_link(" https://vn.example/1 ") == "https://vn.example/1"
    with pytest.raises(RuleBroken) as refused:
        read_link(url)
    assert refused.value.field == "url"


def test_a_document_of_some_groups_is_for_these_alone() -> None:
    assert [may_read([], None), may_read([1], 1), may_read([1], 2), may_read([1], None)] == [
        True,
        True,
        False,
        False,
    ]
