"""Answers kept ready: a question that was asked before is answered before Flask is.

As long as nobody has written anything to the database (`store.memory`), and until the moment that
the view has set. Such a view's answer may depend on what `ASKED` names, and on nothing else.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.wsgi import ClosingIterator

from planner.store.memory import Memory

ASKED = (
    "REQUEST_METHOD",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
)
LARGEST = 128 * 1024  # bytes of an answer: a process keeps some hundreds
_UNTIL = "planner.kept_until"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was sent, and the moment from which the view wants to be asked again."""

    until: datetime
    status: str
    headers: list[tuple[str, str]]
    body: bytes


def keep_until(moment: datetime) -> None:
    """What this request is answered may be sent again until then."""
    request.environ[_UNTIL] = moment


class KeptAnswers:
    """Stands before an app, for the addresses under one path."""

    def __init__(self, app: Flask, wsgi_app: WSGIApplication, under: str) -> None:
        self._app = app
        self._wsgi_app = wsgi_app
        self._under = under

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(self._under):
            return self._wsgi_app(environ, start_response)
        memory: Memory = self._app.extensions["planner.memory"]
        try:
            version = memory.version()
        except Exception:  # the view says in its own way that there is no database
            return self._wsgi_app(environ, start_response)
        asked = tuple(environ.get(name, "") for name in ASKED)
        known: Answer | None = memory.kept(asked, version)
        if known is None or known.until <= datetime.now(UTC):
            return self._answered(environ, start_response, (memory, asked, version))
        start_response(known.status, known.headers.copy())
        return [known.body]

    def _answered(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        place: tuple[Memory, Hashable, object],
    ) -> Iterable[bytes]:
        """What the app says; kept if it may be."""
        memory, asked, version = place
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            said[:] = [status, headers]
            return start_response(status, headers, *failure)

        parts = self._wsgi_app(environ, start)
        until = environ.get(_UNTIL)
        if until is None or int(dict(said[1]).get("Content-Length", 0)) > LARGEST:
            return parts
        answer = Answer(until, said[0], said[1], b"".join(parts))
        memory.keep(asked, version, answer)
        return ClosingIterator([answer.body], parts.close)  # type: ignore[attr-defined]  # Flask's
