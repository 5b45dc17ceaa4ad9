"""Loading the demo office into an empty database. The caller commits."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.rights import Role, Viewer
from planner.services import account
from planner.services.account import NewAccount
from planner.services.demo import present
from planner.services.demo.ahead import add_coming
from planner.services.demo.campaign import add_outcomes, add_present_campaign
from planner.services.demo.halls import add_halls
from planner.services.demo.large import add_large
from planner.services.demo.over_time import add_past_of_units
from planner.services.demo.past import add_past
from planner.services.demo.people import DOMAIN, add_people
from planner.services.demo.plans import add_plans
from planner.services.demo.stage import Stage
from planner.services.demo.units import add_units, code
from planner.services.meeting.holidays import fill_holidays
from planner.store import demo as store
from planner.store.account import Account

SEED = 2024  # every load has the same people
MOST_DELEGATES = 100_000
Wanted = tuple[str, Role, str, str]  # whose account: role, unit and an invented name
OFFICES: tuple[Wanted, ...] = (
    ("admin", Role.ADMIN, code("VP"), "Quản trị văn phòng mẫu"),
    ("organiser", Role.ORGANISER, code("BTC"), "Nguyễn Thu Hà"),
)
OTHERS: tuple[Wanted, ...] = (
    ("host", Role.HOST, code("CN"), "Trần Quang Minh"),
    ("unit", Role.UNIT, code("CL"), "Lê Ngọc Lan"),
)
_WORDS = (
    "bien buoi cau chanh chim dua gao gio hoa kenh khom lua mai may mia nang nuoc phao rung sen"
    " song sao tam thuyen tre trang vang xoai xuong yen"
)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo; its password is told this once."""

    email: str
    role: str
    password: str


@dataclass(frozen=True, slots=True)
class Demo:
    """What was loaded, as far as people need to know."""

    accounts: list[DemoAccount]


def load(
    session: Session,
    viewer: Viewer,
    today: date,
    now: datetime,
    *,
    delegates: int = 0,
    code_key: str,
) -> Demo:
    """Fill an empty database with the demo office as it would be today.

    With `delegates` the meeting LARGE of today has that many. Refused: a database with rows.
    """
    if not 0 <= delegates <= MOST_DELEGATES:
        raise RuleBroken("demo.odd_count", field="delegates", most=MOST_DELEGATES)
    store.keep_others_out(session)
    if store.has_rows(session):
        raise RuleBroken("demo.not_empty")
    chance = Random(SEED)  # noqa: S311 -- names, no secrets
    stage = _set_up(session, viewer, chance, today, now, code_key)
    add_plans(session, viewer, now)
    add_outcomes(session, viewer)
    accounts = list(_add_accounts(session, viewer, OFFICES, now))
    stage = _as_organiser(stage, accounts)
    add_past(stage, today, present.FIRST_HOST)
    accounts += _add_accounts(session, viewer, OTHERS, now)  # not told of years ago
    present.add_present(stage, today, now)
    add_present_campaign(stage, today, now)
    add_coming(stage, today, now)
    if delegates:
        add_large(stage, delegates, chance, today, now)
    store.mark(session, viewer, stage.province, now)
    return Demo([made for _row, made in accounts])


def _set_up(
    session: Session, viewer: Viewer, chance: Random, today: date, now: datetime, code_key: str
) -> Stage:
    """What is there before anybody meets."""
    fill_holidays(session, range(today.year - 1, today.year + 3))
    units = add_units(session, viewer, now)
    add_past_of_units(session, viewer, now)
    add_people(session, units, chance, today)
    halls = add_halls(session, viewer, units, now)
    return Stage(session, viewer, units, halls, code_key)


def _add_accounts(
    session: Session, viewer: Viewer, wanted: Sequence[Wanted], now: datetime
) -> Iterator[tuple[Account, DemoAccount]]:
    for who, role, unit, name in wanted:
        made = DemoAccount(f"{who}@{DOMAIN}", role.value, _password())
        new = NewAccount(made.email, name, made.password, role, unit)
        yield account.add_account(session, viewer, new, now), made


def _as_organiser(stage: Stage, accounts: list[tuple[Account, DemoAccount]]) -> Stage:
    """The same stage, whose deeds are those of the organiser's account."""
    row = next(row for row, _made in accounts if row.role == Role.ORGANISER.value)
    viewer = Viewer(
        account_id=row.id,
        name=row.name,
        role=Role.ORGANISER,
        unit_id=row.unit_id,
        unit_name=stage.units[code("BTC")].name,
        seat_id=stage.province.id,
        seat_path=stage.province.path,
    )
    return replace(stage, organiser=viewer)


def _password() -> str:
    """Easy to type, hard to guess: about 34 bits, and few tries at the door."""
    words = [secrets.choice(_WORDS.split()) for _ in range(4)]
    return f"{'-'.join(words)}-{secrets.randbelow(10_000):04}"
