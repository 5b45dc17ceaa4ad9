"""The base of all forms: Vietnamese words, refusals from the domain. CSRF is Flask-WTF's."""

from flask import request
from flask_wtf import FlaskForm

from planner.domain.errors import RuleBroken
from planner.messages import refusal
from planner.messages.forms import FORM_ERRORS
from planner.store.base import LAST_ID


class _Words:
    """What WTForms asks for translations."""

    def gettext(self, text: str) -> str:
        return str(FORM_ERRORS.get(text, text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        def get_translations(self, form: FlaskForm) -> _Words:
            return _Words()

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Forms only: Flask-WTF would take JSON too, and break on `5`."""
            return request.form if form.is_submitted() else None

    def refuse(self, broken: RuleBroken) -> None:
        """Show a rule's no beside the field to blame, else above the form."""
        if broken.field in self:
            blamed = self[broken.field]
            blamed.errors = [*blamed.errors, refusal(broken)]
        else:
            self.form_errors.append(refusal(broken))


def row_id(text: str) -> int:
    """An id as a form sends it; a longer number would break the query that looks for it."""
    number = int(text)
    if not 0 < number <= LAST_ID:
        raise ValueError(text)
    return number


def row_id_or_none(text: str | None) -> int | None:
    """As `row_id`; an empty choice is none."""
    return row_id(text) if text else None
