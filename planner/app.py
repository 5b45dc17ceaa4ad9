"""Puts the house together."""

import gc
import secrets

from flask import Flask, g
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from planner.cli import GROUPS
from planner.config import ROOT, TIMEZONE, Config
from planner.store.memory import Memory
from planner.store.session import make_engine, make_readers, make_writers
from planner.web import BLUEPRINTS, UNCHECKED_FORMS, styleguide
from planner.web.cookie import CookieSessions
from planner.web.errors import register_error_pages
from planner.web.kept import KeptAnswers
from planner.web.language import chosen_language, remember_language
from planner.web.navigation import page_context
from planner.web.safety import add_safety_headers
from planner.web.wording import counted

LONGEST_BODY = 2 * 1024 * 1024  # bytes; nothing that people send to us is larger yet
STATIC_AGE = 3600  # seconds
SELDOM = 20_000, 20, 20  # Python: 700, 10, 10


def create_app(config: Config) -> Flask:
    """The whole application on one configuration."""
    app = Flask(
        "planner",
        template_folder=str(ROOT / "templates"),
        static_folder=None,  # whitenoise serves them before Flask is asked
        instance_path=str(config.instance),
    )
    app.secret_key = config.secret_key
    app.session_interface = CookieSessions()
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.base_url.startswith("https"),
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open all day
        WTF_CSRF_SSL_STRICT=False,  # behind a proxy the referrer is often cut
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "planner" / "translations"),
    )
    app.jinja_options = {**app.jinja_options, "undefined": StrictUndefined}
    app.extensions["planner.config"] = config
    Babel(app, default_locale="vi", default_timezone=TIMEZONE, locale_selector=chosen_language)
    csrf = CSRFProtect(app)

    # Routing would mend such addresses by a redirect to whatever host the request names.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    _open_database(app, config)
    _open_rooms(app, csrf)
    for group in GROUPS:
        app.cli.add_command(group)
    app.before_request(_draw_nonce)
    app.add_template_global(counted)
    app.context_processor(page_context)
    app.after_request(add_safety_headers)
    app.after_request(remember_language)
    register_error_pages(app)
    _serve_static(app)
    return app


def calm_collector() -> None:
    """For a process that has loaded all it needs: the collector passes by that, and comes seldom.

    A hundred thousand posts are small things that live on: to look through them at Python's pace
    takes longer than to expand them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def _open_database(app: Flask, config: Config) -> None:
    engine = make_engine(config.database_url)
    app.extensions["planner.engine"] = engine
    app.extensions["planner.readers"] = make_readers(engine)
    app.extensions["planner.writers"] = make_writers(engine)
    app.extensions["planner.memory"] = Memory(engine)


def _open_rooms(app: Flask, csrf: CSRFProtect) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.debug:
        app.register_blueprint(styleguide.bp)
    for blueprint in UNCHECKED_FORMS:
        csrf.exempt(blueprint)


def _draw_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _serve_static(app: Flask) -> None:
    """Our own files before Flask; one proxy in front may say who asks and over what."""
    app.add_url_rule("/static/<path:filename>", endpoint="static", build_only=True)
    files = WhiteNoise(app.wsgi_app, root=ROOT / "static", prefix="static/", max_age=STATIC_AGE)
    proxied = ProxyFix(files, x_for=1, x_proto=1)
    app.wsgi_app = KeptAnswers(app, proxied, "/lich/")  # type: ignore[method-assign]  # as Flask says
