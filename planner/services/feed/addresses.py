"""Addresses of calendars: taken, shown again, renewed and ended."""

from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import secret, token_hash
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.feed import FOR_EVERYBODY, Scope
from planner.domain.rights import Action, Relation, Role, Viewer
from planner.domain.text import one_line
from planner.store import account as accounts
from planner.store import audit
from planner.store import feed as feeds
from planner.store.account import Account, Credential
from planner.store.feed import Feed
from planner.store.invitation import Delegate
from planner.store.session import flush

LONGEST_LABEL = 100  # characters


def issue(
    session: Session,
    viewer: Viewer,
    target: tuple[Scope, str],
    *,
    label: str,
    code_key: str,
    now: datetime,
) -> str:
    """A new address for a target (`domain.feed.read_target`); its secret. Earlier ones live on.

    Made by an account it shows what that account may see; made by the server's keeper, for
    `me:EMAIL` what that person may see, else all that the target holds.
    """
    scope, code = target
    row = None if scope is Scope.ALL else _target(session, viewer, scope, code)
    reader = row.id if isinstance(row, Account) else viewer.account_id
    scope_id = None if row is None or isinstance(row, Account) else row.id
    feed = Feed(
        scope=scope.value,
        scope_id=scope_id,
        account_id=reader,
        label=one_line(label)[:LONGEST_LABEL],
        created_at=now,
    )
    return _issue(session, viewer, feed, code_key, now)


def open_to_all(
    session: Session, viewer: Viewer, target: tuple[Scope, str], *, code_key: str, now: datetime
) -> str:
    """An address for everybody of a series, or of what a unit convenes, for who keeps those.

    There is one at most: while it is open, its own secret is given again. Refused: other scopes.
    """
    scope, code = target
    if scope not in FOR_EVERYBODY:
        raise RuleBroken("feed.not_for_everybody", field="for")
    row = _target(session, viewer, scope, code)
    if not feeds.may_open_to_all(session, viewer, scope, row.id):
        raise RuleBroken("feed.not_yours_to_open", field="for")
    feeds.lock_addresses(session)
    for feed, credential in feeds.public_addresses(session):
        if (feed.scope, feed.scope_id) == (scope, row.id):
            return token_of(feed, credential, code_key)
    feed = Feed(scope=scope.value, scope_id=row.id, is_public=True, created_at=now)
    return _issue(session, viewer, feed, code_key, now)


def take_as_delegate(session: Session, delegate: Delegate, code_key: str, now: datetime) -> None:
    """An address for who carries a living code, of all that this person is called to.

    One at most: who has one keeps it, who has a newer code takes a new one.
    """
    feeds.lock_addresses(session)
    taken = feeds.address_of_delegate(session, delegate.id)
    if taken is not None and feeds.open_feed(session, taken[1].hash, now) is not None:
        return
    feed = Feed(scope=Scope.DELEGATE.value, scope_id=delegate.id, created_at=now)
    _issue(session, _as_viewer(delegate), feed, code_key, now)


def end_as_delegate(session: Session, delegate: Delegate, now: datetime) -> None:
    """End the address that a delegate has taken, if there is one."""
    taken = feeds.address_of_delegate(session, delegate.id)
    if taken is not None:
        _end(session, _as_viewer(delegate), taken[0], "revoke_feed", now)


def secret_of_delegate(
    session: Session, delegate: Delegate, code_key: str, now: datetime
) -> str | None:
    """The secret of the address that a delegate has taken, while it lives."""
    taken = feeds.address_of_delegate(session, delegate.id)
    if taken is None or feeds.open_feed(session, taken[1].hash, now) is None:
        return None
    return token_of(*taken, code_key)


def _issue(session: Session, viewer: Viewer, feed: Feed, code_key: str, now: datetime) -> str:
    session.add(feed)
    flush(session)
    audit.record(session, viewer, now, "issue_feed", feed, {"scope": [None, feed.scope]})
    return _add_address(session, feed, code_key, now)


def revoke(session: Session, viewer: Viewer, feed_id: int, now: datetime) -> None:
    """End an address of the viewer's own, or one for everybody of what they keep: from now on it
    is as if it had never been."""
    _end(session, viewer, _own(session, viewer, feed_id), "revoke_feed", now)


def renew(session: Session, viewer: Viewer, feed_id: int, *, code_key: str, now: datetime) -> str:
    """A new address in place of a leaked one; the old one ends."""
    feed = _own(session, viewer, feed_id)
    _end(session, viewer, feed, "renew_feed", now)
    return _add_address(session, feed, code_key, now)


def revoke_token(session: Session, viewer: Viewer, token: str, now: datetime) -> None:
    """End an address by its secret, for who keeps the server."""
    if Relation.ANY not in viewer.reach(Action.KEEP_ACCOUNTS):
        raise NotFound("feed")
    credential = accounts.find_credential(session, "feed", token_hash(token))
    if credential is None:
        raise NotFound("feed")
    credential.revoked_at = credential.revoked_at or now


def token_of(feed: Feed, credential: Credential, code_key: str) -> str:
    """The secret of an address, made again to be shown again."""
    return secret(code_key.encode(), "feed", feed.id, credential.generation)


def _target(session: Session, viewer: Viewer, scope: Scope, code: str) -> feeds.Target:
    row = feeds.find_target(session, viewer, scope, code)
    if row is None:
        raise RuleBroken("feed.no_such_target", field="for")
    keeps_all = Relation.ANY in viewer.reach(Action.KEEP_ACCOUNTS)
    if isinstance(row, Account) and row.id != viewer.account_id and not keeps_all:
        raise RuleBroken("feed.no_such_target", field="for")
    return row


def _own(session: Session, viewer: Viewer, feed_id: int) -> Feed:
    feed = feeds.find_own(session, viewer, feed_id)
    if feed is None:
        raise NotFound("feed")
    return feed


def _add_address(session: Session, feed: Feed, code_key: str, now: datetime) -> str:
    generation = accounts.next_generation(session, "feed", feed.id)
    token = secret(code_key.encode(), "feed", feed.id, generation)
    credential = Credential(
        kind="feed",
        owner_id=feed.id,
        generation=generation,
        hash=token_hash(token),
        created_at=now,
    )
    session.add(credential)
    flush(session)
    return token


def _end(session: Session, viewer: Viewer, feed: Feed, deed: str, now: datetime) -> None:
    accounts.revoke_all(session, "feed", feed.id, now)
    audit.record(session, viewer, now, deed, feed)


def _as_viewer(delegate: Delegate) -> Viewer:
    """Who may do nothing but what their code opens."""
    name = ", ".join(part for part in (delegate.name, delegate.unit_name) if part)
    return Viewer(account_id=None, name=name, role=Role.VIEWER, unit_id=delegate.unit_id)
