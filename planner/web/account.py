"""Signing in and out, the viewer's own account, and the list of accounts."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.messages.account import ROLES
from planner.services import account
from planner.services.account import SignIn
from planner.store import account as accounts
from planner.web.context import clock, keep_sign_in, needs, open_session, open_to, reading, writing
from planner.web.forms import BaseForm

bp = Blueprint("account", __name__)


class SignInForm(BaseForm):
    email = StringField(
        _("Thư điện tử"), [DataRequired(), Length(max=254)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _("Mật khẩu"),
        [DataRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(BaseForm):
    current = PasswordField(_("Mật khẩu đang dùng"), [DataRequired(), Length(max=200)])
    password = PasswordField(_("Mật khẩu mới"), [DataRequired(), Length(max=200)])


@bp.route("/login", methods=["GET", "POST"])
@open_to("anybody")
def login() -> ResponseReturnValue:
    """Sign in; the empty house leads to its first page instead."""
    form = SignInForm()
    if form.validate_on_submit():
        with form.refusals():
            token = _sign_in(form)
            if token is not None:
                keep_sign_in(token)
                return redirect(_way_back(), 303)
            form.refuse(RuleBroken("account.wrong_sign_in"))
    with open_session("readers") as session:
        if accounts.is_empty(session):
            return redirect(url_for("start.show"), 303)
    return render_template("account/login.html", form=form)


@bp.post("/logout")
@open_to("anybody")
def logout() -> ResponseReturnValue:
    """End this sign-in, whatever it was."""
    token = cookie.pop("sign_in", None)
    if isinstance(token, str):
        with open_session("writers") as session:
            account.sign_out(session, token, clock())
    return redirect(url_for(".login"), 303)


@bp.route("/account", methods=["GET", "POST"])
@needs(Action.USE_OFFICE)
def own() -> ResponseReturnValue:
    """The viewer's own account: a new password."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                account.change_password(
                    session,
                    viewer,
                    current=form.current.data,
                    new=form.password.data,
                    now=clock(),
                )
            cookie.clear()
            flash(gettext("Đã đổi mật khẩu. Đăng nhập lại bằng mật khẩu mới."))
            return redirect(url_for(".login"), 303)
    with reading() as (session, viewer):
        mine = accounts.get_account(session, viewer.account_id)
    return render_template("account/own.html", form=form, mine=mine)


@bp.get("/accounts")
@needs(Action.KEEP_ACCOUNTS)
def index() -> ResponseReturnValue:
    """Everybody who can sign in."""
    with reading() as (session, viewer):
        everybody = accounts.accounts_for(session, viewer)
    return render_template("account/index.html", accounts=everybody, roles=ROLES)


def _sign_in(form: SignInForm) -> str | None:
    asked = SignIn(
        email=form.email.data,
        password=form.password.data,
        origin=request.remote_addr or "",
        client=request.headers.get("User-Agent", ""),
    )
    with open_session("writers") as session:
        return account.sign_in(session, asked, clock())


def _way_back() -> str:
    """Where the person came from, if that is a page of ours."""
    wanted = request.values.get("next") or ""
    parts = urlsplit(wanted)
    ours = wanted.isprintable() and wanted.startswith("/") and wanted[1:2] not in ("/", "\\")
    return wanted if ours and not parts.scheme and not parts.netloc else url_for("today.show")
