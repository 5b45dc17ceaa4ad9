"""Small values that descriptions of the API are built from: shapes of JSON, answers, refusals."""

from collections.abc import Iterable, Mapping
from typing import Any

Shape = Mapping[str, Any]

TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "integer"}
FLAG: Shape = {"type": "boolean"}
MOMENT: Shape = {
    "type": "string",
    "format": "date-time",
    "examples": ["2026-06-05T08:00:00+07:00"],
}

# Why a call is refused; every answer of these has the form of `Error`.
REFUSED = {
    400: "Không đọc được. / The body cannot be read.",
    401: "Thiếu mã truy cập, hoặc mã đã hết hiệu lực. / No live token.",
    404: "Không có, hoặc không dành cho bên gọi. / Not there, or not for the caller.",
    405: "Địa chỉ không nhận cách gọi này. / Not a method of this address.",
    409: "Chưa dùng lối này được. / Not the way for now.",
    413: "Gửi lên quá lớn. / Too large.",
    415: "Cần gửi JSON. / Not sent as application/json.",
    422: "Nội dung chưa hợp lệ. / A rule says no.",
    429: "Thử sai quá nhiều lần. / Too many wrong tries.",
}


def obj(fields: Mapping[str, Shape], *, only: Iterable[str] | None = None) -> Shape:
    """An object that has all of these fields; with `only`, must have just those."""
    required = sorted(fields if only is None else only)
    shape = {"type": "object", "properties": dict(fields)}
    return shape | ({"required": required} if required else {})


def closed(shape: Shape) -> Shape:
    """An object in which any other field is a mistake."""
    return {**shape, "additionalProperties": False}


def listed(shape: Shape, **bounds: int) -> Shape:
    return {"type": "array", "items": shape, **bounds}


def or_null(shape: Shape) -> Shape:
    return {"anyOf": [shape, {"type": "null"}]}


def one_of(values: Iterable[str]) -> Shape:
    return {"type": "string", "enum": [str(value) for value in values]}


def named(schema: str) -> Shape:
    """One of the document's own schemas."""
    return {"$ref": f"#/components/schemas/{schema}"}


def answer(words: str, shape: Shape, *, tagged: bool = False) -> Shape:
    """A JSON answer; a tagged one carries its version as ETag."""
    found: dict[str, Any] = {
        "description": words,
        "content": {"application/json": {"schema": shape}},
    }
    return found | ({"headers": {"ETag": {"schema": TEXT}}} if tagged else {})


def refusals(*statuses: int) -> dict[str, Shape]:
    return {str(status): answer(REFUSED[status], named("Error")) for status in statuses}


def body(shape: Shape) -> Shape:
    """What is sent, always JSON."""
    return {"required": True, "content": {"application/json": {"schema": shape}}}


ERROR = obj({"error": obj({"code": TEXT, "message": TEXT})})
UNCHANGED = {"304": {"description": "Chưa có gì đổi. / Nothing has changed.", "content": {}}}
