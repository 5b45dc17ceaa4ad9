"""Calendar feeds: the addresses of a person, and the calendars behind them."""

import gzip
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from traceback import format_tb
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planner.domain.feed import USED_ONCE_AN, Scope, read_choices
from planner.domain.rights import Action
from planner.domain.timespan import local_day, start_of_day
from planner.messages.feed import client_words
from planner.outputs import qr
from planner.services import feed
from planner.store import feed as feeds
from planner.store.account import Credential, get_account
from planner.store.base import LAST_ID
from planner.store.feed import Feed
from planner.store.memory import Memory
from planner.web.context import clock, needs, open_session, open_to, reading, settings, writing
from planner.web.flashes import flashed_refusals
from planner.web.kept import keep_until
from planner.web.safety import OF_NO_PAGE
from planner.web.wording import gettext

bp = Blueprint("feed", __name__, url_prefix="/feeds")
public = Blueprint("calendar", __name__)

MOST_BODIES = 64  # kept ready per process; each is at most 800 kB
CALENDAR = "text/calendar; charset=utf-8"
ASK_AGAIN = 300  # seconds: no client need ask more often
# What a reader may leave out or add: the words of the query, and the values that say so.
NOTHING: Mapping[str, str] = {}
CHOICES = {
    "du-kien": ("0",),
    "dai": ("0",),
    "huy": ("0",),
    "han": ("0",),
    "tien-do": ("0", "1"),
    "tru-da-moi": ("1",),
}


@dataclass(frozen=True)
class Body:
    """The bytes of one version of a feed, plain and packed."""

    etag: str
    plain: bytes

    @cached_property
    def packed(self) -> bytes:
        # Lines so alike pack to a thirteenth by the quickest way; the best takes twice the time.
        return gzip.compress(self.plain, compresslevel=1, mtime=0)


@dataclass(slots=True)
class Shelf:
    """What an app keeps ready: the latest bodies by their version, the entries of calendars."""

    bodies: OrderedDict[str, Body] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)
    entries: feed.Entries = field(default_factory=feed.Entries)

    def find(self, *etags: str) -> Body | None:
        with self.lock:
            known = next((etag for etag in etags if etag in self.bodies), None)
            if known is None:
                return None
            self.bodies.move_to_end(known)
            return self.bodies[known]

    def keep(self, plain: bytes, etag: str) -> Body:
        body = Body(etag, plain)
        with self.lock:
            self.bodies[etag] = body
            while len(self.bodies) > MOST_BODIES:
                self.bodies.popitem(last=False)
        return body


@public.record
def _put_up_a_shelf(state: BlueprintSetupState) -> None:
    """One for each app, since another app may stand on another database."""
    state.app.extensions["planner.calendars"] = Shelf()


@dataclass(frozen=True, slots=True)
class Address:
    """One address as its owner sees it."""

    feed_id: int
    words: str
    label: str
    url: str
    webcal: str
    made_at: datetime
    fetched_at: datetime | None
    fetched_by: str
    is_public: bool
    is_of_campaign: bool


@public.get("/lich/<token>.ics", provide_automatic_options=False)
@open_to("holder of an address")
def show(token: str) -> ResponseReturnValue:
    """The calendar behind an address: 304 when it is known, 404 when there is none."""
    try:
        return _calendar(token)
    except Exception as error:  # an empty calendar would make clients delete everything
        # Neither the address nor the message, which may quote what was looked for, is written.
        where = "".join(format_tb(error.__traceback__))
        current_app.logger.error("a calendar was not drawn: %s\n%s", type(error).__name__, where)
        return Response("", 503, {"Retry-After": str(ASK_AGAIN)}, mimetype="text/plain")


@public.get("/lich")
@open_to("anybody")
def listed() -> ResponseReturnValue:
    """The calendars that organisers have opened to everybody."""
    with open_session("readers") as session:
        addresses = _in_words(session, feeds.public_addresses(session))
    return render_template("feed/public.html", addresses=addresses)


@bp.get("")
@needs(Action.TAKE_FEED)
def index() -> ResponseReturnValue:
    """The viewer's addresses, those for everybody that they keep, and a form for one more."""
    with reading() as (session, viewer):
        own = _in_words(session, feeds.addresses_of(session, viewer.account_id or 0))
        opened = _in_words(session, feeds.public_addresses(session, viewer))
        offered = feeds.choices_for(session, viewer)
        me = get_account(session, viewer.account_id)
    return render_template(
        "feed/index.html",
        addresses=own,
        opened=opened,
        offered=offered,
        chosen=request.args.get("for", ""),
        own_email=me.email,
        may_open=viewer.may_ever(Action.PLAN_SERIES),
    )


@bp.post("/new")
@needs(Action.TAKE_FEED)
def issue() -> ResponseReturnValue:
    """A new address for one of the choices, or one for everybody; then the steps to follow it."""
    scope, _colon, code = request.form.get("for", "").partition(":")
    target = (Scope(scope), code) if scope in set(Scope) else (Scope.SERIES, "")
    key = settings().code_key
    with flashed_refusals():
        with writing() as (session, viewer):
            if request.form.get("public"):
                feed.open_to_all(session, viewer, target, code_key=key, now=clock())
            else:
                label = request.form.get("label", "")
                feed.issue(session, viewer, target, label=label, code_key=key, now=clock())
        flash(_words_of_new())
    return redirect(url_for(".index"), 303)


@bp.post(f"/<int(max={LAST_ID}):feed_id>/renew")
@needs(Action.TAKE_FEED)
def renew(feed_id: int) -> ResponseReturnValue:
    """A new address in place of a leaked one."""
    with writing() as (session, viewer):
        feed.renew(session, viewer, feed_id, code_key=settings().code_key, now=clock())
    flash(gettext("Địa chỉ cũ đã tắt. Đăng ký lại bằng địa chỉ mới."))
    return redirect(url_for(".index"), 303)


@bp.post(f"/<int(max={LAST_ID}):feed_id>/revoke")
@needs(Action.TAKE_FEED)
def revoke(feed_id: int) -> ResponseReturnValue:
    """End an address."""
    with writing() as (session, viewer):
        feed.revoke(session, viewer, feed_id, clock())
    flash(gettext("Đã tắt địa chỉ lịch. Máy đang theo sẽ thôi nhận."))
    return redirect(url_for(".index"), 303)


@bp.get(f"/<int(max={LAST_ID}):feed_id>")
@needs(Action.TAKE_FEED)
def subscribe(feed_id: int) -> ResponseReturnValue:
    """One address with its QR and the steps for each kind of calendar."""
    said = request.args.to_dict()
    left_out = {name: said[name] for name, known in CHOICES.items() if said.get(name) in known}
    with reading() as (session, viewer):
        made, credential = feeds.get_address(session, viewer, feed_id)
        address = _address(made, credential, feeds.names_of(session, [made])[0], left_out)
    return render_template(
        "feed/subscribe.html",
        address=address,
        picture=qr_of(address.webcal),
        left_out=left_out,
    )


def qr_of(webcal_url: str) -> Markup:
    """The picture that a telephone subscribes by."""
    return Markup(qr.svg(webcal_url, gettext("Mã QR của địa chỉ lịch")))  # noqa: S704 -- ours


def address_url(token: str) -> str:
    """The address that calendars read; it needs no sign-in."""
    return f"{settings().base_url}/lich/{token}.ics"


def _pages() -> feed.Pages:
    """The pages behind entries, under the address that is set, never the one asked under."""
    base = settings().base_url
    meeting = url_for("meeting.show", meeting_id=0).removesuffix("0")
    campaign = url_for("campaign.show", campaign_id=0).removesuffix("0")
    return feed.Pages(base + meeting, base + campaign)


def webcal(url: str) -> str:
    """The same address for programs that subscribe at a tap."""
    return "webcal://" + url.partition("://")[2]


def _calendar(token: str) -> Response:
    shelf: Shelf = current_app.extensions["planner.calendars"]
    memory: Memory = current_app.extensions["planner.memory"]
    key = (token, request.query_string, local_day(clock()))
    known = memory.recall(key, lambda: _looked_up(shelf, token))
    if known is None or not known[0].credential.lives(clock()):
        return Response("", 404, mimetype="text/plain")
    found, state = known
    etags = (state.etag, state.day_etag)
    body = shelf.find(*etags)
    current = next((etag for etag in etags if _is_known(etag)), None)
    if body is None and current is None:
        body = _drawn(shelf, state)
    _note_use(found)
    _keep(found)
    return _answer(current or (body.etag if body else state.etag), body, found.feed)


def _looked_up(shelf: Shelf, token: str) -> tuple[feeds.Found, feed.Reading] | None:
    choices, source = read_choices(request.args), address_url(token)
    with open_session("readers") as session:
        return feed.look_up(session, shelf.entries, token, choices, clock(), source)


def _drawn(shelf: Shelf, state: feed.Reading) -> Body:
    with open_session("readers") as session:
        drawing = feed.draw(session, state, shelf.entries, _pages(), clock())
    if drawing.fresh[1]:
        _keep_for_others(drawing.fresh)
    return shelf.keep(drawing.text, drawing.etag)


def _keep_for_others(fresh: feed.Fresh) -> None:
    """Once the answer is sent: who asks need not wait until it is on the disk."""
    writers = current_app.extensions["planner.writers"]

    def write() -> None:
        with suppress(SQLAlchemyError), writers.begin() as session:
            feed.keep_fresh(session, fresh)

    @after_this_request
    def follow(response: Response) -> Response:
        response.call_on_close(write)
        return response


def _is_known(etag: str) -> bool:
    """Whether the client has this version, packed or plain; a proxy may have weakened it."""
    known = request.if_none_match
    return known.contains_weak(etag) or known.contains_weak(f"{etag}-gzip")


def _keep(found: feeds.Found) -> None:
    """The answer holds while nobody writes, until the day ends or the next use is written down."""
    used_at, expires_at = found.credential.used_at, found.credential.expires_at
    if used_at is not None:
        tomorrow = start_of_day(local_day(clock()) + timedelta(days=1))
        keep_until(min(tomorrow, used_at + USED_ONCE_AN, expires_at or tomorrow))


def _note_use(found: feeds.Found) -> None:
    """That it cannot be written down is no reason to send no calendar."""
    if not feed.is_use_new(found, clock()):
        return
    with suppress(SQLAlchemyError), open_session("writers") as session:
        feed.note_use(session, found, request.headers.get("User-Agent", ""), clock())


def _answer(etag: str, body: Body | None, made: Feed) -> Response:
    """Packed when asked, under an ETag of its own; 304 when the client has either."""
    packs = request.accept_encodings["gzip"] > 0
    whose = "public" if made.is_public else "private"
    headers = {
        "ETag": f'"{etag}-gzip"' if packs else f'"{etag}"',
        "Cache-Control": f"{whose}, max-age={ASK_AGAIN}",
        "Vary": "Accept-Encoding",
        "Content-Security-Policy": OF_NO_PAGE,
    }
    if not made.is_public:
        headers["X-Robots-Tag"] = "noindex"
    if body is None or _is_known(etag):
        return Response(status=304, headers=headers, content_type=CALENDAR)
    if packs:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Disposition"] = 'inline; filename="so-hop.ics"'
    content = body.packed if packs else body.plain
    return Response(content, headers=headers, content_type=CALENDAR)


def _words_of_new() -> str:
    if request.form.get("public"):
        return gettext("Lịch đã mở cho mọi người. Địa chỉ có ở mục lịch công khai.")
    return gettext("Đã có địa chỉ lịch mới. Giữ kín: ai có địa chỉ này đều xem được.")


def _in_words(session: Session, addresses: Sequence[tuple[Feed, Credential]]) -> list[Address]:
    names = feeds.names_of(session, [made for made, _credential in addresses])
    return [_address(*one, name) for one, name in zip(addresses, names, strict=True)]


def _address(
    made: Feed, credential: Credential, name: str, left_out: Mapping[str, str] = NOTHING
) -> Address:
    url = address_url(feed.token_of(made, credential, settings().code_key))
    url += f"?{urlencode(left_out)}" if left_out else ""
    return Address(
        feed_id=made.id,
        words=_scope_words(Scope(made.scope), name),
        label=made.label,
        url=url,
        webcal=webcal(url),
        made_at=credential.created_at,
        fetched_at=credential.used_at,
        fetched_by=client_words(credential.used_by),
        is_public=made.is_public,
        is_of_campaign=made.scope == Scope.CAMPAIGN,
    )


def _scope_words(scope: Scope, name: str) -> str:
    words = {
        Scope.ME: gettext("Cuộc họp của tôi"),
        Scope.ALL: gettext("Tất cả tôi được xem"),
        Scope.TREE: gettext("%(unit)s và đơn vị trực thuộc", unit=name),
        Scope.WEEK: gettext("Lịch công tác tuần %(unit)s", unit=name),
    }
    return words.get(scope, name)
