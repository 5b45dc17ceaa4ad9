"""The ground of all tables: naming of constraints, aware datetimes."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

LAST_ID = 2**31 - 1  # what an INTEGER of PostgreSQL holds


class UtcDateTime(TypeDecorator[datetime]):
    """Stores UTC, hands out UTC, refuses a naive datetime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        keeps_zone = dialect.name == "postgresql"
        return value.astimezone(UTC) if keeps_zone else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table has a number of its own as its key."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}
