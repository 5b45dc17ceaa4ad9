"""What those who are called answer, and how long they may."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from planner.domain.errors import RuleBroken
from planner.domain.meeting import Status, When
from planner.domain.text import one_line, search_key


class Answer(StrEnum):
    """What somebody who is called can say."""

    YES = "yes"
    NO = "no"
    SUBSTITUTE = "substitute"


LONGEST_NAME = 200  # characters: of a person, a position, a group
LONGEST_REASON = 500
PAGE_LASTS = timedelta(days=30)  # how long a delegate's page stays after the meeting


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer; a reason goes with no, the name and position with a substitute.

    `said_by` is who told it by telephone, where it was not the delegate.
    """

    answer: Answer
    reason: str = ""
    name: str = ""
    position: str = ""
    said_by: str = ""


def read_answer(answer: str, reason: str, name: str, position: str) -> GivenAnswer:
    """What a form says, or a refusal that names its field."""
    if answer not in set(Answer):
        raise RuleBroken("invitation.no_answer", field="answer")
    said = Answer(answer)
    if said is Answer.NO:
        return GivenAnswer(said, reason=limited(reason, "reason", longest=LONGEST_REASON))
    if said is Answer.SUBSTITUTE:
        return GivenAnswer(
            said,
            name=required(name, "name", "invitation.no_substitute"),
            position=required(position, "position", "invitation.no_substitute_position"),
        )
    return GivenAnswer(said)


def required(text: str, field: str, code: str) -> str:
    """One line that says something; `code` is the refusal where it says nothing."""
    line = limited(text, field)
    if not search_key(line):
        raise RuleBroken(code, field=field)
    return line


def limited(text: str, field: str, *, longest: int = LONGEST_NAME) -> str:
    """One line, refused where it is too long."""
    line = one_line(text)
    if len(line) > longest:
        raise RuleBroken("invitation.too_long", field=field, longest=longest)
    return line


def ensure_open_for_answers(status: Status, when: When, today: date) -> None:
    """Until the last day of the meeting ends, so that people can be sent on the day itself."""
    if status in (Status.CANCELLED, Status.POSTPONED):
        raise RuleBroken(f"invitation.meeting_{status}", field="answer")
    if status is Status.HELD or (when.days is not None and when.days.end < today):
        raise RuleBroken("invitation.meeting_over", field="answer")


def page_lives(when: When, today: date) -> bool:
    """Whether delegates may still open their pages."""
    return when.days is None or today <= when.days.end + PAGE_LASTS


class AfterDeadline(StrEnum):
    """What becomes of an answer that comes after the day by which it was asked for."""

    LATE = "late"  # taken, and marked
    CLOSED = "closed"  # refused: the organiser alone writes it down


def is_late(answer_by: date | None, today: date) -> bool:
    """Whether the day by which answers were asked for is over."""
    return answer_by is not None and today > answer_by


def day_in_words(day: date) -> str:
    """As people write it: 5/1/2026."""
    return f"{day.day}/{day.month}/{day.year}"


def ensure_in_time(answer_by: date | None, after: AfterDeadline, today: date) -> None:
    """Refuse an answer after its day, where the meeting wants none then."""
    if answer_by and after is AfterDeadline.CLOSED and is_late(answer_by, today):
        raise RuleBroken("invitation.answers_closed", field="answer", by=day_in_words(answer_by))


MOST_NEEDED = 999  # vehicles, beds or meals of one unit
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Needs:
    """What a unit needs on the day: how many vehicles, people to lodge, and people to feed."""

    vehicles: int = 0
    vehicle_plates: str = ""
    lodging: int = 0
    meals: int = 0
    note: str = ""

    def ensure_sound(self) -> None:
        """Refuse odd numbers and long words."""
        for field in ("vehicles", "lodging", "meals"):
            if not 0 <= getattr(self, field) <= MOST_NEEDED:
                raise RuleBroken("invitation.odd_number", field=field, most=MOST_NEEDED)
        limited(self.vehicle_plates, "vehicle_plates")
        limited(self.note, "note", longest=LONGEST_NOTE)


@dataclass(frozen=True, slots=True)
class Speech:
    """A tham luận: what it is about and who gives it; without a title there is none."""

    title: str = ""
    speaker: str = ""

    def ensure_sound(self) -> None:
        """Refuse a title without a speaker, and the other way round."""
        limited(self.title, "title")
        limited(self.speaker, "speaker")
        if self.title and not self.speaker:
            raise RuleBroken("invitation.no_speaker", field="speaker")
        if self.speaker and not self.title:
            raise RuleBroken("invitation.no_speech_title", field="title")
