"""Accounts, and everything that opens a door: one table of credentials."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from planner.domain.rights import OFFICE_KINDS, Role, Viewer
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
