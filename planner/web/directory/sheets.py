"""Lists from files: sent, looked at, confirmed; and lists to take away."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound as NoSuchPage
from wtforms import FileField, HiddenField

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.domain.text import one_line
from planner.inputs.sheet import FIELDS, LARGEST_FILE
from planner.messages import refusal
from planner.messages.directory import COLUMNS, change_form, list_file, row_form
from planner.services import directory
from planner.services.directory import sheets
from planner.services.directory.sheets import SentFile, change_of, wrong_of
from planner.store import directory as units
from planner.store.base import LAST_ID
from planner.store.directory.sheets import Sheet, get_sheet
from planner.web.context import clock, needs, reading, writing
from planner.web.directory.blueprint import bp
from planner.web.directory.units import unit_in_reach
from planner.web.flashes import flashed_refusals
from planner.web.forms import BaseForm

ONE = f"/sheets/<int(max={LAST_ID}):sheet_id>"
FORM_ROOM = 64 * 1024  # bytes of a form beside its file
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class FileForm(BaseForm):
    kind = HiddenField()
    file = FileField(_("Tệp .xlsx hoặc .csv"))


@bp.url_value_preprocessor
def allow_lists(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A list may be longer than a form; said before anything reads the request."""
    if endpoint == "directory.send_sheet":
        request.max_content_length = LARGEST_FILE + FORM_ROOM


@bp.route("/sheets/new", methods=["GET", "POST"])
@needs(Action.KEEP_PEOPLE)
def send_sheet() -> ResponseReturnValue:
    """Choose a file of people (or units, as the address says)."""
    form = FileForm(data={"kind": _kind(request.args.get("kind"))})
    kind = _kind(form.kind.data)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                sent = SentFile(kind, *_file())
                made = sheets.receive(session, viewer, sent, clock())
            return redirect(url_for(".sheet", sheet_id=made.id), 303)
    with reading():
        return render_template("directory/sheet_new.html", form=form, kind=kind)


@bp.get(ONE)
@needs(Action.KEEP_PEOPLE)
def sheet(sheet_id: int) -> ResponseReturnValue:
    """What a list would do, is doing, or has done."""
    with reading() as (session, viewer):
        one = get_sheet(session, viewer, sheet_id)
        return _shown(one)


@bp.get(f"{ONE}/progress")
@needs(Action.KEEP_PEOPLE)
def sheet_progress(sheet_id: int) -> ResponseReturnValue:
    """How far it is, for the page that waits."""
    with reading() as (session, viewer):
        one = get_sheet(session, viewer, sheet_id)
        return {
            "is_over": one.state in ("done", "failed"),
            "done": one.done,
            "whole": one.whole,
            "words": _progress_words(one),
        }


@bp.post(f"{ONE}/columns")
@needs(Action.KEEP_PEOPLE)
def choose_columns(sheet_id: int) -> ResponseReturnValue:
    """The columns hold something else than was guessed."""
    with flashed_refusals(), writing() as (session, viewer):
        one = get_sheet(session, viewer, sheet_id)
        sheets.choose_columns(session, viewer, sheet_id, _chosen(one), clock())
    return redirect(url_for(".sheet", sheet_id=sheet_id), 303)


@bp.post(f"{ONE}/confirm")
@needs(Action.KEEP_PEOPLE)
def confirm_sheet(sheet_id: int) -> ResponseReturnValue:
    """Let a worker take it in."""
    with writing() as (session, viewer):
        sheets.confirm(session, viewer, sheet_id, clock())
    return redirect(url_for(".sheet", sheet_id=sheet_id), 303)


@bp.post(f"{ONE}/drop")
@needs(Action.KEEP_PEOPLE)
def drop_sheet(sheet_id: int) -> ResponseReturnValue:
    """Forget the file."""
    with flashed_refusals():
        with writing() as (session, viewer):
            kind = get_sheet(session, viewer, sheet_id).kind
            sheets.drop(session, viewer, sheet_id)
        flash(gettext("Đã bỏ tệp; không có gì được ghi."))
        return redirect(url_for(".people" if kind == "people" else ".index"), 303)
    return redirect(url_for(".sheet", sheet_id=sheet_id), 303)


@bp.get("/people/list.<form>")
@needs(Action.SEE_PEOPLE)
def people_file(form: str) -> ResponseReturnValue:
    """Everybody within reach, a row a post, as a file."""
    with reading() as (session, viewer):
        under = unit_in_reach(session, viewer, Action.SEE_PEOPLE, request.args.get("unit"))
        return _file_answer(form, "people", directory.people_rows(session, viewer, under))


@bp.get("/units/list.<form>")
@needs(Action.SEE_UNITS)
def units_file(form: str) -> ResponseReturnValue:
    """All units, as a file."""
    with reading() as (session, _viewer):
        under = units.find_unit_by_code(session, one_line(request.args.get("under")))
        path = under.path if under else "/"
        return _file_answer(form, "units", directory.unit_rows(session, path))


def _file_answer(form: str, kind: str, rows: list[list[Any]]) -> Response:
    content = list_file(form, kind, rows)
    if content is None:
        raise NoSuchPage
    answer = Response(content, content_type=TYPES[form])
    name = {"people": "danh-sach-nguoi", "units": "danh-sach-don-vi"}[kind]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _kind(text: str | None) -> str:
    return "units" if text == "units" else "people"


def _file() -> tuple[str, bytes]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise RuleBroken("sheet.no_file", field="file")
    return sent.filename, sent.read(LARGEST_FILE + 1)


def _chosen(one: Sheet) -> dict[str, dict[str, str]]:
    """{sheet: {column: field}} of the selects, which are named by their places."""
    return {
        table["sheet"]: {
            column: field
            for column in table["heads"]
            if (field := one_line(request.form.get(f"t{at}-c{column}")))
        }
        for at, table in enumerate(one.found["tables"])
    }


def _shown(one: Sheet) -> str:
    found = one.found
    changes = [change_of(form) for form in found.get("changes", [])]
    new = [change_form(change, one.kind) for change in changes if change.is_new]
    changed = [change_form(change, one.kind) for change in changes if not change.is_new]
    return render_template(
        "directory/sheet.html",
        sheet=one,
        found=found,
        faults=[row_form(wrong_of(form), one.kind) for form in found["errors"]],
        more_faults=found["wrong"] - len(found["errors"]),
        faulty_rows=found.get("wrong_rows", found["wrong"]),
        new=new,
        more_new=found["created"] - len(new),
        changed=changed,
        more_changed=found["updated"] - len(changed),
        many_sheets=len(found["tables"]) > 1,
        fields=[(field, COLUMNS[one.kind][field]) for field in FIELDS[one.kind]],
        words=_progress_words(one),
        failed=refusal(RuleBroken(found["failed"])) if "failed" in found else "",
        is_useful=bool(found["created"] or found["updated"]),
    )


def _progress_words(one: Sheet) -> str:
    if one.state == "waiting":
        return str(_("Chờ đến lượt …"))
    if one.done >= one.whole:
        return str(_("Đang ghi …"))
    words = gettext("Đã đối chiếu %(done)s trên %(whole)s dòng", done=one.done, whole=one.whole)
    return str(words)
