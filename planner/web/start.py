"""The first page of an empty house: the demo office, or an office of one's own."""

from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from planner.config import LOOPBACK
from planner.domain.directory import UNIT_KINDS
from planner.domain.errors import NotFound
from planner.domain.rights import KEEPER, Role
from planner.domain.text import one_line
from planner.domain.timespan import (
    HANOI,
    DateWindow,
    DayPart,
    Precision,
    TimeSpan,
    local_day,
    span_of_part,
)
from planner.messages.account import ROLES
from planner.messages.directory import KINDS
from planner.services import account, demo
from planner.services.account import NewAccount
from planner.services.directory import UnitFacts
from planner.store import account as accounts
from planner.web.context import clock, keep_sign_in, open_session, open_to, settings
from planner.web.flashes import flashed_refusals
from planner.web.forms import BaseForm
from planner.web.ribbon import Entry, Ribbon, ribbon_of
from planner.web.timemarks import Mark, Moment, mark_of, status_words

bp = Blueprint("start", __name__, url_prefix="/start")

OPENERS = "this machine, or the holder of the first link"
OWN_KINDS = [SelectChoice(kind, KINDS[kind]) for kind in UNIT_KINDS if UNIT_KINDS[kind].of_its_own]
SAMPLE_DAY = date(2024, 8, 6)
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP")


class OfficeForm(BaseForm):
    name = StringField(
        _("Tên cơ quan"), [DataRequired(), Length(max=200)], [one_line], _("Như in trên văn bản.")
    )
    kind = SelectField(_("Loại"), choices=OWN_KINDS, default="tỉnh đoàn")
    code = StringField(
        _("Mã cơ quan"),
        [DataRequired(), Length(max=30)],
        [one_line],
        _("Ngắn, không cách, ví dụ: TDTV. Dùng khi nhập danh sách."),
    )
    person = StringField(
        _("Họ và tên của đồng chí"),
        [DataRequired(), Length(max=100)],
        [one_line],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        _("Thư điện tử"), [DataRequired(), Length(max=254)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _("Mật khẩu"),
        [DataRequired(), Length(max=200)],
        description=_("Ít nhất 10 ký tự; một câu dài thì dễ nhớ."),
        render_kw={"autocomplete": "new-password"},
    )

    def unit(self) -> UnitFacts:
        return UnitFacts(code=self.code.data, name=self.name.data, kind=self.kind.data)

    def first(self) -> NewAccount:
        return NewAccount(
            email=self.email.data,
            name=self.person.data,
            password=self.password.data,
            role=Role.ADMIN,
            unit_code=one_line(self.code.data),
        )


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One line of the legend: how sure, and the shapes of hour, part of a day, window, deadline."""

    status: str
    words: str
    hour: Mark
    part: Mark
    window: Mark
    deadline: Mark


@bp.get("")
@open_to(OPENERS)
def show() -> ResponseReturnValue:
    """Two ways to begin; once there is an account, no such page."""
    if not _may_start():
        return render_template("start/closed.html"), 403
    return render_template(
        "start/show.html",
        key=_key(),
        leaves=settings().mail_url is not None,
        ribbon=_sample_year(),
        legend=[
            _legend_row(status) for status in ("tentative", "confirmed", "postponed", "cancelled")
        ],
        awaiting=mark_of(Moment(Precision.UNKNOWN, "tentative")),
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(OPENERS)
def new() -> ResponseReturnValue:
    """An office of one's own: its first unit and the account of who keeps it."""
    if not _may_start():
        return render_template("start/closed.html"), 403
    form = OfficeForm()
    if form.validate_on_submit():
        with form.refusals():
            with open_session("writers") as session:
                made = account.open_office(session, form.unit(), form.first(), _key(), clock())
                token = _entered(session, made)
            return _welcome(token)
    return render_template("start/new.html", form=form, key=_key())


@bp.post("/demo")
@open_to(OPENERS)
def open_demo() -> ResponseReturnValue:
    """The demo office; its passwords are shown on the page that answers, and never again."""
    if not _may_start():
        return render_template("start/closed.html"), 403
    now = clock()
    with flashed_refusals():
        with open_session("writers") as session:
            account.begin_first_start(session, _key(), now)
            key = settings().code_key
            made = demo.load(session, KEEPER, local_day(now), now, code_key=key)
            first = next(one for one in made.accounts if one.role == Role.ORGANISER)
            token = _entered(session, accounts.find_account(session, first.email))
        keep_sign_in(token)
        return render_template(
            "start/demo.html", accounts=made.accounts, entered=first, roles=ROLES
        )
    return redirect(url_for("account.login"), 303)


def _may_start() -> bool:
    """Only in an empty house, from this machine itself or by the printed link."""
    with open_session("readers") as session:
        if not accounts.is_empty(session):
            raise NotFound("first start")
        key = _key()
        return key is None or account.opens_first_start(session, key, clock())


def _key() -> str | None:
    """The token of the link; None for who sits at this machine and needs none."""
    return None if _is_at_this_machine() else request.args.get("key", "")


def _is_at_this_machine() -> bool:
    """By the socket, by the name in the address, and without a proxy that would hide both."""
    name = urlsplit(f"//{request.host}").hostname
    forwarded = any(header in request.headers for header in FORWARDED)
    return (
        settings().is_private
        and name in LOOPBACK
        and not forwarded
        and ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104 -- is compared
    )


def _entered(session: Session, who: accounts.Account | None) -> str:
    if who is None:
        raise NotFound("account")
    return account.enter(session, who, request.headers.get("User-Agent", ""), clock())


def _welcome(token: str) -> ResponseReturnValue:
    keep_sign_in(token)
    return redirect(url_for("today.show"), 303)


def _sample_year() -> Ribbon:
    """A year of the demo office, as somebody saw it on a day of August."""
    entries = [
        Entry("Ban Chấp hành", "", None, _part("held", date(2024, 1, 12), DayPart.WHOLE_DAY)),
        Entry("báo cáo quý I", "", None, _deadline("held", date(2024, 3, 25))),
        Entry("Kỳ 1", "", None, _part("held", date(2024, 5, 16))),
        Entry("Kiểm tra cấp xã", "", None, _window("held", date(2024, 6, 16), date(2024, 6, 30))),
        Entry("Kỳ 2", "", None, _part("confirmed", date(2024, 8, 15))),
        Entry("báo cáo quý III", "", None, _deadline("confirmed", date(2024, 9, 25))),
        Entry("Kỳ 3", "", None, _window("tentative", date(2024, 11, 1), date(2024, 11, 30))),
    ]
    return ribbon_of(SAMPLE_DAY.year, SAMPLE_DAY, entries)


def _legend_row(status: str) -> LegendRow:
    day, start = date(2024, 8, 15), datetime(2024, 8, 15, 7, 30, tzinfo=HANOI)
    hour = Moment(Precision.MINUTE, status, TimeSpan(start, start.replace(hour=11)))
    return LegendRow(
        status=status,
        words=status_words(hour),
        hour=mark_of(hour),
        part=mark_of(_part(status, day)),
        window=mark_of(_window(status, date(2024, 6, 16), date(2024, 6, 30))),
        deadline=mark_of(_deadline(status, day)),
    )


def _part(status: str, day: date, part: DayPart = DayPart.MORNING) -> Moment:
    return Moment(Precision.SESSION, status, span_of_part(day, part), part=part)


def _window(status: str, start: date, end: date) -> Moment:
    return Moment(Precision.WINDOW, status, window=DateWindow(start, end))


def _deadline(status: str, day: date) -> Moment:
    return Moment(Precision.DEADLINE, status, window=DateWindow(day, day), strict_before=True)
