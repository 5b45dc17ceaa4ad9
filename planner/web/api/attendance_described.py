"""What the description of the API says of doors and scans."""

from typing import Any

from planner.domain.attendance.item import LAST_NUMBER, LONGEST_CODE, LONGEST_ID, LONGEST_WORDS
from planner.domain.attendance.item import Kind as ScanKind
from planner.domain.attendance.verdict import DeviceRight, Verdict
from planner.web.api.attendance import MOST_QUEUED, MOST_SCANS
from planner.web.api.shapes import (
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    UNCHANGED,
    Shape,
    answer,
    body,
    listed,
    named,
    obj,
    one_of,
    or_null,
    refusals,
)

BY_DOOR: list[Any] = [{"doorToken": []}]
STANDS = ("in", "out", "expected", "replaced", "cancelled")
PERSON = {"id": NUMBER, "name": TEXT, "position": TEXT, "unit": TEXT, "seat": TEXT}


def paths() -> dict[str, Any]:
    return {
        "/api/v1/scans": {"post": _scans()},
        "/api/v1/counts": {"get": _counts()},
        "/api/v1/roster": {"get": _roster()},
        "/api/v1/people": {"get": _people()},
        "/api/v1/short/{typed}": {"get": _short()},
        "/api/v1/door": {"get": _door()},
        "/api/v1/pair": {"post": _pair()},
        "/api/v1/quarantine": {"post": _quarantine()},
        "/api/v1/badges": {"post": _badges()},
    }


def schemas() -> dict[str, Shape]:
    place = _place()
    return {
        "Scan": _scan(),
        "ScanResult": _result(),
        "Counts": obj({"invited": NUMBER, "present": NUMBER}),
        "Place": obj(place),
        "Paired": obj({**place, "token": TEXT, "server_time": MOMENT}),
        "Door": obj({**place, "counts": named("Counts"), "server_time": MOMENT}),
        "Roster": obj(
            {
                **place,
                "version": TEXT,
                "server_time": MOMENT,
                "people": {"type": "object", "additionalProperties": TEXT},
                "gone": {"type": "object", "additionalProperties": TEXT},
                "names": or_null(listed(obj(PERSON))),
            }
        ),
    }


def _operation(name: str, summary: str, responses: dict[str, Shape], **more: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["door"],
        "security": BY_DOOR,
        "responses": responses,
        **more,
    }


def _scans() -> dict[str, Any]:
    told = {
        "server_time": MOMENT,
        "results": listed(named("ScanResult")),
        "counts": named("Counts"),
    }
    return _operation(
        "sendScans",
        "Gửi lượt quét / Send scans",
        {
            "200": answer("Mỗi lượt một câu trả lời. / An answer a scan.", obj(told)),
            **refusals(400, 401, 413),
        },
        description="Mã của lượt (`id`) chỉ dùng một lần trong một cuộc họp. / The id of a scan is"
        " unique within a meeting: sent again it gets the same verdict.",
        requestBody=body(obj(_batch(), only=("scans",))),
    )


def _counts() -> dict[str, Any]:
    counted = answer(
        "Số được gọi, số đang có mặt. / Invited, present.", named("Counts"), tagged=True
    )
    return _operation(
        "countPeople", "Số người / How many", {"200": counted, **UNCHANGED, **refusals(401)}
    )


def _roster() -> dict[str, Any]:
    sealed = answer("Niêm bằng mã của từng người. / Sealed.", named("Roster"), tagged=True)
    return _operation(
        "fetchRoster",
        "Danh sách khi mất mạng / The sealed list for use offline",
        {"200": sealed, **UNCHANGED, **refusals(401)},
    )


def _people() -> dict[str, Any]:
    found = obj({"people": listed(obj({**PERSON, "state": one_of(STANDS)}))})
    asked = {"name": "q", "in": "query", "required": False, "schema": TEXT}
    return _operation(
        "searchPeople",
        "Tìm theo tên, đơn vị / Search by name or unit",
        {"200": answer("Nhiều nhất 20 người. / At most 20.", found), **refusals(401, 404)},
        parameters=[asked],
    )


def _short() -> dict[str, Any]:
    found = obj({"people": listed(obj({**PERSON, "state": one_of(STANDS), "code": TEXT}))})
    typed = {"name": "typed", "in": "path", "required": True, "schema": TEXT}
    return _operation(
        "readShortCode",
        "Mã ngắn / Whose code begins so",
        {
            "200": answer("Người có mã bắt đầu như vậy. / Whose code begins so.", found),
            **refusals(401, 404, 429),
        },
        description="Sáu ký tự đầu của mã, viết cách nào cũng được; cần quyền quét. / The first six"
        " characters of a code in any writing; needs the right to scan. Scan the `code` it gives.",
        parameters=[typed],
    )


def _door() -> dict[str, Any]:
    place = answer("Thiết bị này, ở cửa nào. / This device, its door.", named("Door"))
    return _operation("showDoor", "Cửa của thiết bị / The door", {"200": place, **refusals(401)})


def _pair() -> dict[str, Any]:
    secret = {"type": "string", "minLength": 1}
    words = {"token": secret, "code": secret, "label": or_null(TEXT)}
    either = {"anyOf": [{"required": ["token"]}, {"required": ["code"]}]}
    paired = answer("Mã truy cập của thiết bị. / The device's token.", named("Paired"))
    return _operation(
        "pairDevice",
        "Nhận thiết bị bằng link hoặc mã / Pair a device by link or code",
        {"201": paired, **refusals(400, 404, 413, 429)},
        security=[],
        requestBody=body({**obj(words, only=()), **either}),
    )


def _quarantine() -> dict[str, Any]:
    kept = obj({"id": or_null(TEXT), "state": one_of(("kept", "malformed"))})
    told = obj({"server_time": MOMENT, "results": listed(kept)})
    return _operation(
        "bringQueue",
        "Gửi lượt còn giữ của thiết bị đã bị thu hồi / Bring the queue of a revoked device",
        {
            "200": answer("Đã giữ, chờ ban tổ chức. / Kept for the organiser.", told),
            **refusals(400, 401, 409, 413),
        },
        requestBody=body(obj(_batch(), only=("scans",))),
    )


def _badges() -> dict[str, Any]:
    number = {"type": "integer", "minimum": 1, "maximum": LAST_NUMBER}
    pdf = {
        "description": "Thẻ đại biểu. / The badge.",
        "headers": {"X-Printed-Before": {"schema": NUMBER}},
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
    return _operation(
        "printBadge",
        "In thẻ một đại biểu / Print a badge",
        {"200": pdf, **refusals(400, 401, 404, 413)},
        requestBody=body(obj({"delegate_id": number})),
    )


def _batch() -> dict[str, Shape]:
    return {
        "scans": listed(named("Scan"), minItems=1, maxItems=MOST_SCANS),
        "sent_at": or_null(MOMENT),
        "queue_length": or_null({"type": "integer", "minimum": 0, "maximum": MOST_QUEUED}),
    }


def _scan() -> Shape:
    words = {"type": "string", "maxLength": LONGEST_WORDS}
    walk_in = obj({"name": words, "unit": words, "position": words}, only=("name",))
    client_id = {"type": "string", "maxLength": LONGEST_ID}
    return obj(
        {
            "id": client_id,
            "kind": one_of(ScanKind),
            "at": MOMENT,
            "code": or_null({"type": "string", "maxLength": LONGEST_CODE}),
            "delegate_id": or_null({"type": "integer", "minimum": 1, "maximum": LAST_NUMBER}),
            "offline": FLAG,
            "void_of": or_null(client_id),
            "person": or_null(walk_in),
            "substitute_for": or_null({"type": "integer", "minimum": 1, "maximum": LAST_NUMBER}),
        },
        only=("id", "kind", "at"),
    )


def _result() -> Shape:
    always = {
        "id": or_null(TEXT),
        "verdict": one_of(Verdict),
        "replayed": FLAG,
        "delegate": or_null(obj(PERSON)),
        "first": or_null(obj({"at": MOMENT, "door": TEXT})),
        "needs_review": FLAG,
    }
    at_times = {
        "theirs": obj({"title": TEXT, "start": or_null(MOMENT), "place": TEXT}),
        "alike": listed(obj({"id": NUMBER, "name": TEXT, "unit": TEXT})),
    }
    return obj({**always, **at_times}, only=always)


def _place() -> dict[str, Shape]:
    hours = dict.fromkeys(("start", "end", "opens", "closes"), or_null(MOMENT))
    ways = {"parts_apart": FLAG, "may_substitute": FLAG}
    return {
        "door": obj({"id": NUMBER, "name": TEXT}),
        "meeting": obj({"id": NUMBER, "code": TEXT, "title": TEXT, **hours, **ways}),
        "device": obj({"id": NUMBER}),
        "rights": listed(one_of(DeviceRight)),
        "expires_at": or_null(MOMENT),
    }
