"""What all commands share: the session, one line for what went wrong, JSON on stdout."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planner.config import Config
from planner.domain.errors import NotFound, PlannerError, RuleBroken
from planner.domain.rights import KEEPER, Viewer
from planner.messages import refusal
from planner.store import schema

UNUSABLE = 2  # exit code: the input or a setting
OUR_FAULT = 1


class Unusable(PlannerError):
    """An input that a command cannot work with; the text is its one line."""


class OfficeGroup(AppGroup):
    """A group whose commands end with one line instead of a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        with one_line_errors(), _one_line_usage():
            return super().invoke(ctx)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Exit 2 with one line for bad input, 1 for our own fault."""
    try:
        yield
    except RuleBroken as broken:
        _end(refusal(broken), UNUSABLE)
    except NotFound as missing:
        _end(f"không tìm thấy: {missing}", UNUSABLE)
    except Unusable as unusable:
        _end(str(unusable), UNUSABLE)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _end(f"{where}{error.strerror or error}", UNUSABLE)
    except SQLAlchemyError as error:
        trouble = schema.trouble(current_app.extensions["planner.engine"])
        hint = {"unreachable": "cơ sở dữ liệu không trả lời", "not migrated": "chạy `db upgrade`"}
        _end(hint.get(trouble or "", type(error).__name__), UNUSABLE if trouble else OUR_FAULT)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        _end(f"lỗi của chương trình: {type(error).__name__}", OUR_FAULT)  # ours: a test is missing


@contextmanager
def _one_line_usage() -> Iterator[None]:
    """For what was typed: click would say it in four lines. Half a command is shown the rest."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        _end(error.format_message(), UNUSABLE)
    except UnicodeEncodeError:  # half a letter was typed, or the terminal has few letters
        _end("chữ vào, chữ ra phải là UTF-8", UNUSABLE)


def clock() -> datetime:
    return datetime.now(UTC)


def settings() -> Config:
    config: Config = current_app.extensions["planner.config"]
    return config


@contextmanager
def reading() -> Iterator[tuple[Session, Viewer]]:
    """A session that keeps nothing; the keeper of the server asks."""
    with current_app.extensions["planner.readers"]() as session:
        yield session, KEEPER


@contextmanager
def writing() -> Iterator[tuple[Session, Viewer]]:
    """One transaction: all is kept at its end, or nothing."""
    with current_app.extensions["planner.writers"].begin() as session:
        yield session, KEEPER


def print_json(value: object) -> None:
    """On stdout, Vietnamese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _end(line: str, code: int) -> None:
    click.echo("planner: " + " ".join(line.split()), err=True)
    sys.exit(code)
