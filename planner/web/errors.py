"""What a person or a program sees when something is not there, not theirs, or broken."""

from flask import Flask, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException, MethodNotAllowed

from planner.domain.errors import NotFound
from planner.web.context import SignedOut

PAGES = {
    400: "bad_request",
    404: "not_found",
    405: "wrong_method",
    413: "too_large",
    429: "too_many",
    500: "server_error",
}


def register_error_pages(app: Flask) -> None:
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(BadHost, _bad_host)
    app.register_error_handler(HTTPException, _http_error)


def api_error(status: int, code: str, message: str) -> ResponseReturnValue:
    """The one form of an error under /api."""
    return jsonify(error={"code": code, "message": message}), status


def _not_found(_error: Exception) -> ResponseReturnValue:
    return _answer(404)


def _signed_out(_error: Exception) -> ResponseReturnValue:
    if _for_programs():
        return api_error(401, "signed_out", _("Cần mã truy cập còn hiệu lực."))
    way_back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.login", next=way_back), 303)


def _stale_form(_error: Exception) -> ResponseReturnValue:
    return render_template("errors/stale_form.html"), 400


def _bad_host(_error: Exception) -> ResponseReturnValue:
    """In words alone: under such a name no address of ours, so no page, can be made."""
    return _("Yêu cầu không đọc được."), 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # a redirect that routing asks for
        return error
    response = make_response(_answer(error.code))
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    return response


def _answer(status: int) -> ResponseReturnValue:
    if _for_programs():
        return api_error(status, *_api_words().get(status, ("error", _("Yêu cầu không hợp lệ."))))
    page = PAGES.get(status, PAGES[400 if status < 500 else 500])
    return render_template(f"errors/{page}.html"), status


def _api_words() -> dict[int, tuple[str, str]]:
    return {
        400: ("bad_request", _("Yêu cầu không đọc được.")),
        404: ("not_found", _("Không có, hoặc không dành cho tài khoản này.")),
        405: ("method_not_allowed", _("Địa chỉ này không nhận cách gọi ấy.")),
        413: ("too_large", _("Nội dung gửi lên quá lớn.")),
        415: ("not_json", _("Cần gửi JSON.")),
        429: ("too_many", _("Gọi quá nhiều lần, đợi một lát.")),
        500: ("internal", _("Máy chủ gặp lỗi; chưa có gì bị ghi dở.")),
    }


def _for_programs() -> bool:
    return request.path.startswith("/api/")
