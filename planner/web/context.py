"""What a view has at hand: its session, who asks, and what it names itself to be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

from flask import Flask, current_app, g, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, sessionmaker

from planner.config import Config
from planner.domain.account import token_hash
from planner.domain.errors import NotFound, PlannerError
from planner.domain.meeting import uid_of
from planner.domain.rights import Action, Viewer
from planner.store import account as accounts

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
BEARER = "Bearer "


class SignedOut(PlannerError):
    """Nobody is signed in: a page leads to the sign-in, the API answers 401."""


def needs(action: Action) -> Callable[[View], View]:
    """Name what a view does; a view that names nothing gets no session."""

    def name(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]  # where `action_of` looks
        return view

    return name


def open_to(whom: str) -> Callable[[View], View]:
    """Name who may use a view that no account is needed for: `anybody`, or who holds a token.

    The view checks the token itself, through a service.
    """

    def name(view: View) -> View:
        view.open_to = whom  # type: ignore[attr-defined]  # where `audience_of` looks
        return view

    return name


def action_of(app: Flask, endpoint: str) -> Action | None:
    return getattr(app.view_functions[endpoint], "action", None)


def audience_of(app: Flask, endpoint: str) -> str | None:
    return getattr(app.view_functions[endpoint], "open_to", None)


def clock() -> datetime:
    """Now, once a request, so that all of its rows agree."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    now: datetime = g.now
    return now


def settings() -> Config:
    config: Config = current_app.extensions["planner.config"]
    return config


def new_uid() -> str:
    """The name by which calendars will know a new meeting for ever."""
    return uid_of(uuid4().hex, settings().base_url)


@contextmanager
def reading() -> Iterator[tuple[Session, Viewer]]:
    """A session that keeps nothing, and who asks."""
    with open_session("readers") as session:
        yield session, _viewer(session)


@contextmanager
def writing() -> Iterator[tuple[Session, Viewer]]:
    """One transaction for the right, the rule and the row: all is kept at its end, or nothing."""
    with _sessions("writers").begin() as session:
        yield session, _viewer(session)


@contextmanager
def open_session(kind: str) -> Iterator[Session]:
    """`readers` or `writers`, for views that are open to others than accounts."""
    if kind == "writers":
        with _sessions(kind).begin() as session:
            yield session
    else:
        with _sessions(kind)() as session:
            yield session


def keep_sign_in(token: str) -> None:
    """Let the browser carry this sign-in, and nothing of an earlier one."""
    cookie.clear()
    cookie["sign_in"] = token
    cookie.permanent = True


def bearer_token() -> str | None:
    """What stands behind `Authorization: Bearer`."""
    header = request.headers.get("Authorization", "")
    return header.removeprefix(BEARER).strip() if header.startswith(BEARER) else None


def _viewer(session: Session) -> Viewer:
    action = action_of(current_app, str(request.endpoint))
    if action is None:
        raise LookupError(f"{request.endpoint} names no action")
    viewer = _whoever_asks(session)
    if viewer is None:
        raise SignedOut(action)
    g.viewer = viewer
    if not viewer.may_ever(action):
        raise NotFound(action)
    return viewer


def _whoever_asks(session: Session) -> Viewer | None:
    in_api = request.path.startswith("/api/")
    kind, token = ("api", bearer_token()) if in_api else ("sign_in", cookie.get("sign_in"))
    if not isinstance(token, str) or not token:
        return None
    return accounts.viewer_of(session, kind, token_hash(token), clock())


def _sessions(kind: str) -> sessionmaker[Session]:
    sessions: sessionmaker[Session] = current_app.extensions[f"planner.{kind}"]
    return sessions
