"""Calendar feeds: the addresses of a person, and the calendars behind them."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from planner.domain.errors import RuleBroken
from planner.domain.feed import Scope
from planner.domain.rights import Action
from planner.messages import refusal
from planner.outputs import qr
from planner.services import feed
from planner.store import feed as feeds
from planner.store.account import Credential, get_account
from planner.store.base import LAST_ID
from planner.store.feed import Feed
from planner.web.context import clock, needs, open_session, open_to, reading, settings, writing

bp = Blueprint("feed", __name__, url_prefix="/feeds")
public = Blueprint("calendar", __name__)

MOST_BODIES = 64  # kept ready per process; each is at most 800 kB
ASK_AGAIN = 300  # seconds: no client need ask more often


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of one version of a feed, plain and packed."""

    plain: bytes
    packed: bytes


@dataclass(slots=True)
class Bodies:
    """The latest bodies by their version; threads share them."""

    kept: OrderedDict[str, Body] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def find(self, etag: str) -> Body | None:
        with self.lock:
            if etag in self.kept:
                self.kept.move_to_end(etag)
            return self.kept.get(etag)

    def keep(self, etag: str, plain: bytes) -> Body:
        body = Body(plain, gzip.compress(plain, compresslevel=6, mtime=0))
        with self.lock:
            self.kept[etag] = body
            while len(self.kept) > MOST_BODIES:
                self.kept.popitem(last=False)
        return body


BODIES = Bodies()


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


@public.get("/lich/<token>.ics")
@open_to("holder of an address")
def show(token: str) -> ResponseReturnValue:
    """The calendar behind an address: 304 when it is known, 404 when there is none."""
    try:
        return _calendar(token)
    except SQLAlchemyError:  # an empty calendar would make every client delete everything
        return Response("", 503, {"Retry-After": str(ASK_AGAIN)}, mimetype="text/plain")


@bp.get("")
@needs(Action.TAKE_FEED)
def index() -> ResponseReturnValue:
    """The viewer's addresses, and how a calendar is told to follow one."""
    with reading() as (session, viewer):
        own = feeds.addresses_of(session, viewer.account_id or 0)
        names = feeds.names_of(session, [made for made, _credential in own])
        addresses = [_address(*one, name) for one, name in zip(own, names, strict=True)]
        choices = feeds.choices_for(session, viewer)
        me = get_account(session, viewer.account_id)
    return render_template(
        "feed/index.html",
        addresses=addresses,
        choices=choices,
        chosen=request.args.get("for", ""),
        own_email=me.email,
    )


@bp.post("/new")
@needs(Action.TAKE_FEED)
def issue() -> ResponseReturnValue:
    """A new address for one of the choices."""
    scope, _colon, code = request.form.get("for", "").partition(":")
    try:
        with writing() as (session, viewer):
            target = (Scope(scope), code) if scope in set(Scope) else (Scope.SERIES, "")
            feed.issue(
                session,
                viewer,
                target,
                label=request.form.get("label", ""),
                code_key=settings().code_key,
                now=clock(),
            )
    except RuleBroken as broken:
        flash(refusal(broken), "refusal")
    else:
        flash(
            gettext("Đã có địa chỉ lịch mới. Giữ kín: ai có địa chỉ này đều xem được."), "message"
        )
    return redirect(url_for(".index"), 303)


@bp.post(f"/<int(max={LAST_ID}):feed_id>/renew")
@needs(Action.TAKE_FEED)
def renew(feed_id: int) -> ResponseReturnValue:
    """A new address in place of a leaked one."""
    with writing() as (session, viewer):
        feed.renew(session, viewer, feed_id, code_key=settings().code_key, now=clock())
    flash(gettext("Địa chỉ cũ đã tắt. Đăng ký lại bằng địa chỉ mới."), "message")
    return redirect(url_for(".index"), 303)


@bp.post(f"/<int(max={LAST_ID}):feed_id>/revoke")
@needs(Action.TAKE_FEED)
def revoke(feed_id: int) -> ResponseReturnValue:
    """End an address."""
    with writing() as (session, viewer):
        feed.revoke(session, viewer, feed_id, clock())
    flash(gettext("Đã tắt địa chỉ lịch. Máy đang theo sẽ thôi nhận."), "message")
    return redirect(url_for(".index"), 303)


@bp.get(f"/<int(max={LAST_ID}):feed_id>")
@needs(Action.TAKE_FEED)
def subscribe(feed_id: int) -> ResponseReturnValue:
    """One address with its QR and the steps for each kind of calendar."""
    with reading() as (session, viewer):
        made, credential = feeds.get_address(session, viewer, feed_id)
        address = _address(made, credential, feeds.names_of(session, [made])[0])
    picture = Markup(qr.svg(address.webcal, gettext("Mã QR của địa chỉ lịch")))  # noqa: S704 -- ours
    return render_template("feed/subscribe.html", address=address, picture=picture)


def address_url(token: str) -> str:
    """The address that calendars read; it needs no sign-in."""
    return f"{settings().base_url}/lich/{token}.ics"


def meeting_link(meeting_id: int) -> str:
    """The page of a meeting, under the address that is set, never the one asked under."""
    return settings().base_url + url_for("meeting.show", meeting_id=meeting_id)


def webcal(url: str) -> str:
    """The same address for programs that subscribe at a tap."""
    return "webcal://" + url.partition("://")[2]


def _calendar(token: str) -> Response:
    with open_session("readers") as session:
        found = feed.find(session, token, clock())
        if found is None:
            return Response("", 404, mimetype="text/plain")
        state = feed.read(session, found, clock())
        body = BODIES.find(state.etag)
        if body is None and not request.if_none_match.contains(state.etag):
            body = BODIES.keep(state.etag, feed.draw(session, state, meeting_link, clock()))
    if feed.is_use_new(found, clock()):
        with open_session("writers") as session:
            feed.note_use(session, found, request.headers.get("User-Agent", ""), clock())
    return _answer(state.etag, body)


def _answer(etag: str, body: Body | None) -> Response:
    """Packed when asked, under an ETag of its own; 304 when the client has either."""
    packs = request.accept_encodings["gzip"] > 0
    known = request.if_none_match
    if body is None or known.contains(etag) or known.contains(f"{etag}-gzip"):
        response = Response(status=304)
    else:
        response = Response(body.packed if packs else body.plain)
        response.content_type = "text/calendar; charset=utf-8"
        response.headers["Content-Disposition"] = 'inline; filename="so-hop.ics"'
        if packs:
            response.content_encoding = "gzip"
    response.set_etag(f"{etag}-gzip" if packs else etag)
    response.headers["Cache-Control"] = f"private, max-age={ASK_AGAIN}"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _address(made: Feed, credential: Credential, name: str) -> Address:
    url = address_url(feed.token_of(made, credential, settings().code_key))
    plain = {Scope.ME: gettext("Cuộc họp của tôi"), Scope.ALL: gettext("Tất cả tôi được xem")}
    return Address(
        feed_id=made.id,
        words=plain.get(Scope(made.scope)) or name,
        label=made.label,
        url=url,
        webcal=webcal(url),
        made_at=credential.created_at,
        fetched_at=credential.used_at,
        fetched_by=credential.used_by,
    )
