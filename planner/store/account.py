"""Accounts, and everything that opens a door: one table of credentials."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from planner.domain.errors import NotFound
from planner.domain.rights import OFFICE_KINDS, Action, Role, Viewer
from planner.store.base import Base
from planner.store.directory import Unit


class Account(Base):
    """Who signs in. The e-mail address is kept in lower case."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    unit: Mapped[Unit] = relationship(lazy="raise")


class Credential(Base):
    """A sign-in, an API token, a door, a feed address, a delegate's code: only its hash is kept.

    `owner_id` is the row that it stands for, of the table that `kind` says. What people carry
    is derived from (kind, owner, generation), or was shown once. A dead one stays known as such.
    """

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("kind", "owner_id", "generation"),
        Index(None, "kind", "owner_id"),
    )

    kind: Mapped[str]
    owner_id: Mapped[int]
    generation: Mapped[int] = mapped_column(default=1)
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str] = mapped_column(default="")  # words with spaces between
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str] = mapped_column(default="")  # the client, as it names itself

    def lives(self, now: datetime) -> bool:
        expired = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not expired


class Attempt(Base):
    """A try that failed (a sign-in, a pairing code): they are counted, so that guessing is slow.

    `subject_hash` says on whom or from where, without keeping an address.
    """

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "kind", "subject_hash", "at"),)

    kind: Mapped[str]
    subject_hash: Mapped[str]
    at: Mapped[datetime]


def find_credential(session: Session, kind: str, token_hash: str) -> Credential | None:
    """Alive or dead, whoever owns it."""
    query = select(Credential).where(Credential.kind == kind, Credential.hash == token_hash)
    return session.scalar(query)


def viewer_of(session: Session, kind: str, token_hash: str, now: datetime) -> Viewer | None:
    """Who holds this live sign-in or API token, as the account stands in this transaction."""
    query = (
        select(Account, Credential)
        .join(Credential, Credential.owner_id == Account.id)
        .where(Credential.kind == kind, Credential.hash == token_hash, Account.is_active)
        .options(joinedload(Account.unit).joinedload(Unit.parent))
    )
    found = session.execute(query).first()
    if found is None or not found.Credential.lives(now):
        return None
    return viewer_for(found.Account)


def viewer_by_id(session: Session, account_id: int) -> Viewer | None:
    """Who an account is now, for what its holder has asked for; None when it may do nothing."""
    options = [joinedload(Account.unit).joinedload(Unit.parent)]
    account = session.get(Account, account_id, options=options)
    return viewer_for(account) if account is not None and account.is_active else None


def viewer_for(account: Account) -> Viewer:
    """The viewer that an account is; its unit and the unit's parent are loaded."""
    unit = account.unit
    seat = unit.parent if unit.kind in OFFICE_KINDS and unit.parent else unit
    return Viewer(
        account_id=account.id,
        name=account.name,
        role=Role(account.role),
        unit_id=unit.id,
        unit_name=unit.name,
        seat_id=seat.id,
        seat_path=seat.path,
    )


def find_account(session: Session, email: str) -> Account | None:
    """By the address as it is kept, in lower case."""
    return session.scalar(select(Account).where(Account.email == email))


def get_account(session: Session, account_id: int | None) -> Account:
    """By its number, or NotFound."""
    account = None if account_id is None else session.get(Account, account_id)
    if account is None:
        raise NotFound("account")
    return account


def accounts_for(session: Session, viewer: Viewer) -> Sequence[Account]:
    """Every account, by name, with its unit; only for who keeps accounts."""
    if not viewer.may_anywhere(Action.KEEP_ACCOUNTS):
        raise NotFound("accounts")
    query = select(Account).options(joinedload(Account.unit))
    return session.scalars(query.order_by(Account.name, Account.id)).all()


def accounts_of_unit(session: Session, unit_id: int) -> Sequence[Account]:
    """The live accounts of a unit."""
    query = select(Account).where(Account.unit_id == unit_id, Account.is_active)
    return session.scalars(query.order_by(Account.id)).all()


def hold_first_start(session: Session) -> None:
    """Let no other first start run beside this one; SQLite has one writer anyhow."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))


def is_empty(session: Session) -> bool:
    """Whether nobody has an account yet: the office is still to be opened."""
    return session.scalar(select(Account.id).limit(1)) is None


def failures_since(session: Session, kind: str, subject_hash: str, since: datetime) -> int:
    """How many tries went wrong on a subject."""
    query = select(func.count()).where(
        Attempt.kind == kind, Attempt.subject_hash == subject_hash, Attempt.at > since
    )
    return session.scalar(query) or 0


def next_generation(session: Session, kind: str, owner_id: int) -> int:
    """The number of the next credential of an owner."""
    query = select(func.max(Credential.generation)).where(
        Credential.kind == kind, Credential.owner_id == owner_id
    )
    return (session.scalar(query) or 0) + 1


def revoke_all(session: Session, kind: str, owner_id: int, now: datetime) -> None:
    """End every live credential of a kind and an owner."""
    live = Credential.revoked_at.is_(None)
    query = update(Credential).where(Credential.kind == kind, Credential.owner_id == owner_id, live)
    session.execute(query.values(revoked_at=now))


def forget_attempts(session: Session, before: datetime) -> None:
    """Drop tries that no longer count."""
    session.execute(delete(Attempt).where(Attempt.at < before))


def forget_sign_ins(session: Session, before: datetime) -> None:
    """Drop sign-ins that ended before then."""
    over = or_(Credential.expires_at < before, Credential.revoked_at < before)
    session.execute(delete(Credential).where(Credential.kind == "sign_in", over))
