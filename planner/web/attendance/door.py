"""The page of a door: a shell for anybody; the device's token opens what stands behind it."""

import json
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from planner.web.attendance import door_words, shell
from planner.web.context import open_to, settings

door_bp = Blueprint("door", __name__)


@door_bp.get("/door")
@open_to("anybody")
def show() -> ResponseReturnValue:
    """Take the device, then scan."""
    return _page()


@door_bp.get("/door/worker.js")
@open_to("anybody")
def worker() -> ResponseReturnValue:
    """The service worker that keeps the page's shell; it is another one whenever the shell is."""
    drawn, g.nonce = g.nonce, ""  # the page's text without what is drawn for each visit
    page = _page()
    g.nonce = drawn
    known = {
        "version": shell.version(page),
        "page": url_for("door.show"),
        "files": [url_for("static", filename=name) for name in shell.files()],
    }
    code = (shell.STATIC / "js/door/worker.js").read_text()
    response = Response(f"const SHELL = {json.dumps(known)};\n{code}", mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = url_for("door.show")
    response.headers["Cache-Control"] = "no-cache"
    return response


@door_bp.get("/door/manifest.webmanifest")
@open_to("anybody")
def manifest() -> ResponseReturnValue:
    """What a phone needs to put the page among its programs."""
    here = url_for("door.show")
    icons = [
        {"src": url_for("static", filename=f"img/door-{side}.png"), "sizes": f"{side}x{side}"}
        for side in (192, 512)
    ]
    response = jsonify(
        id=here,
        name=_("Cửa điểm danh"),
        short_name=_("Cửa"),
        lang="vi",
        start_url=here,
        scope=here,
        display="standalone",
        background_color="#0f1115",
        theme_color="#0f1115",
        icons=[{**icon, "type": "image/png"} for icon in icons],
    )
    response.mimetype = "application/manifest+json"
    return response


@door_bp.get("/door/https")
@open_to("anybody")
def https() -> ResponseReturnValue:
    """How a hall gets HTTPS, so that phones give the page its camera and its store."""
    return render_template("attendance/door_https.html", host=urlsplit(request.host_url).hostname)


def _page() -> str:
    config = settings()
    ours = (urlsplit(config.base_url).netloc, request.host)
    words = door_words.words() | {"hosts": sorted({host.lower() for host in ours if host})}
    return render_template("attendance/door.html", words=words)
