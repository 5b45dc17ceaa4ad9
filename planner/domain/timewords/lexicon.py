"""The words of time of Đoàn offices, and the words that only look like them."""

from dataclasses import dataclass
from typing import Literal

from planner.domain.timespan import DayPart
from planner.domain.timewords.points import Point

Role = Literal[
    "point",  # a day, week, month, quarter, year
    "clock",
    "session",
    "range",  # đến
    "list",  # và
    "before",  # trước: strict
    "until",  # hết: not strict, only next to its day
    "late",  # chậm nhất: not strict, wherever it stands
    "tentative",
    "recurring",
    "unknown",
    "after",  # sau khi: what follows dates something else
    "term",  # nhiệm kỳ: the years that follow are no event
    "review",  # sơ kết: the period that follows is its subject
    "past",  # kỷ niệm: the day that follows is history
    "so far",  # đến nay: the stretch before it is history
    "deferred",  # theo kế hoạch của cấp ủy: another's plan tells it, if nothing else is said
    "document",
    "filler",
    "days",  # "02 ngày": so the dates that follow are all meant
    "number",
    "break",
    "junk",
]


@dataclass(frozen=True, slots=True)
class Item:
    """One meaning found in a phrase; `text` is its first word."""

    role: Role
    text: str = ""
    point: Point | None = None
    clock: tuple[int, int] = (0, 0)
    session: DayPart | None = None


def _table(role: Role, phrases: str) -> dict[tuple[str, ...], Role]:
    return {tuple(phrase.split()): role for phrase in phrases.split("|")}


PHRASES: dict[tuple[str, ...], Role] = {
    **_table("range", "đến|tới|-|cho đến|cho tới|và kết thúc|, kết thúc|và bế mạc|, bế mạc"),
    **_table("list", "và|,|&|+|hoặc|hay|cùng"),
    **_table("before", "trước|xong trước"),
    **_table("until", "hết|không quá|không muộn hơn|không chậm hơn|không trễ hơn|không sau"),
    **_table("late", "chậm nhất|muộn nhất|trễ nhất|hạn chót|hạn cuối|hạn nộp|hạn gửi|hạn"),
    **_table("late", "thời hạn|hạn báo cáo|hạn hoàn thành|chậm lắm|thời hạn cuối|hạn đăng ký"),
    **_table("late", "hạn cuối cùng|deadline"),
    **_table("tentative", "dự kiến|dự định|khoảng|vào khoảng|chừng|vào chừng|tầm|vào tầm|ước"),
    **_table("tentative", "tạm định|dk|có thể|tạm thời|tạm|ước chừng"),
    **_table("recurring", "định kỳ|hằng ngày|hằng tuần|hằng tháng|hằng quý|hằng năm|mỗi ngày"),
    **_table("recurring", "mỗi tuần|mỗi tháng|mỗi quý|mỗi năm|từng tháng|từng quý|từng tuần"),
    **_table("recurring", "thường niên|các tháng trong năm|hằng buổi|tháng / lần|quý / lần"),
    **_table("recurring", "năm / lần|tuần / lần|lần / tháng|lần / quý|lần / năm|lần / tuần"),
    **_table("recurring", "mỗi thứ|mỗi sáng|mỗi chiều|mỗi tối|mỗi chủ nhật|các thứ|các chủ nhật"),
    **_table("unknown", "theo chỉ đạo|theo sự chỉ đạo|theo ý kiến chỉ đạo|chờ|đợi|thông báo sau"),
    **_table("unknown", "chưa xác định|chưa ấn định|chưa có lịch|chưa rõ|chưa chốt|sẽ thông báo"),
    **_table("unknown", "khi có ý kiến|khi có chỉ đạo|khi có thông báo|khi có lịch|khi được"),
    **_table(
        "unknown",
        "tùy theo|tùy tình hình|do cấp ủy|do ban thường vụ|theo lịch|có thông báo sau",
    ),
    **_table("unknown", "khi cấp ủy|theo quyết định của cấp ủy|theo ý kiến của|tùy thuộc"),
    **_table("unknown", "do thường trực|phụ thuộc|chưa có thời gian|thông báo cụ thể"),
    **_table("unknown", "chưa định ngày|chưa ấn định ngày|sẽ có thông báo|khi có văn bản"),
    **_table(
        "unknown", "báo sau|báo lại sau|có thông báo riêng|thông báo riêng|có thông báo cụ thể"
    ),
    **_table("deferred", "theo kế hoạch của|theo thông báo của|theo hướng dẫn của"),
    **_table("deferred", "theo quyết định của|theo công văn của|theo kế hoạch chung"),
    **_table("so far", "đến nay|tới nay|cho đến nay|đến hiện nay|cho tới nay|đến thời điểm này"),
    **_table("after", "sau khi|ngay sau khi|sau ngày|sau hội nghị|sau đại hội|ngay sau|sau tháng"),
    **_table("after", "sau buổi|sau cuộc họp|sau kỳ họp|sau lễ|sau đợt"),
    **_table("term", "nhiệm kỳ|giai đoạn|khóa|niên khóa|năm học|thời kỳ|số liệu|mốc số liệu"),
    **_table("term", "tầm nhìn|định hướng đến năm|mục tiêu đến năm|phấn đấu đến năm"),
    **_table("review", "sơ kết|tổng kết|báo cáo|nghị quyết|kết quả|công tác|nhiệm vụ|đánh giá"),
    **_table(
        "review", "phương hướng|chương trình|kế hoạch|kiểm điểm|hoạt động|phong trào|tình hình"
    ),
    **_table("review", "chỉ tiêu|chủ đề|thi đua|cách mạng|hướng dẫn|đoàn phí|đảng phí|hội phí"),
    **_table(
        "past", "kỷ niệm|kỉ niệm|ngày thành lập|năm thành lập|sinh ngày|ngày sinh|sinh năm|sinh từ"
    ),
    **_table("past", "chào mừng|hưởng ứng|ban hành ngày|ký ngày|được ký"),
    **_table("review", "tiền|học phí|kinh phí|hóa đơn"),
    **_table("past", "dời từ|chuyển từ|lùi từ"),  # up to «sang …», «đến …»
    **_table("filler", "dời đến|dời sang|hoãn đến|lùi đến|chuyển sang|dời qua|dời tới|hoãn tới"),
    **_table("break", ";|.|!|?"),
    **_table("filler", "vào|lúc|hồi|của|là|trong|từ|ngày|các|những|bắt đầu|bắt đầu từ|khai mạc"),
    **_table("filler", "thời gian|buổi|từ nay|kể từ nay|(|)|[|]|:|nhằm|tổ chức|diễn ra|bế mạc|tức"),
    **_table("filler", "trong khoảng|khoảng thời gian|trong khoảng thời gian|xong|hoàn thành|đúng"),
    **_table("filler", 'thời điểm|nay|đầu giờ|cuối giờ|"|“|”|thi hành|họp|ở|hôm|về|cả'),
    **_table("filler", "tuần từ|tuần lễ từ|trong tuần từ|trong tuần lễ từ"),
    **_table("junk", "trước khi|trước mắt|trước hết|trước đây|trước tiên|trước đó|sáng tạo"),
    **_table("junk", "sáng kiến|sáng lập|tối đa|tối thiểu|tối ưu|chiều cao|chiều dài|chiều sâu"),
    **_table("junk", "hạn chế|hạn hán|có hạn|giới hạn|khoảng cách|chờ đợi|quyền hạn|thế hệ"),
    **_table("junk", "ngày càng|ngày công|ngày hội|ngày đoàn viên|ngày chủ nhật xanh|đến dự"),
    **_table("junk", "tháng thanh niên|năm thanh niên|ngày hôm sau|đăng ký|hết sức|ngày làm việc"),
    **_table("junk", "tầm quan trọng|chiều hướng|mỗi đơn vị|ngày thứ bảy tình nguyện|chiều rộng"),
    **_table(
        "junk",
        "hành trình tháng|chi đội|chi hội|những năm|vì ngày mai|thắp sáng|ngày tháng năm",
    ),
    **_table("junk", "thứ ngày tháng năm|dẫn đầu|đứng đầu|đi đầu|lần đầu|mở đầu|hàng đầu|hằng đầu"),
}


def word_set(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


def _pairs(phrases: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in phrases.split("|"))


LONGEST_PHRASE = max(map(len, PHRASES))
SESSIONS: dict[str, tuple[DayPart | None, str]] = {
    "sáng": (DayPart.MORNING, "sáng"),
    "trưa": (None, "trưa"),
    "chiều": (DayPart.AFTERNOON, "chiều"),
    "tối": (DayPart.EVENING, "tối"),
    "đêm": (DayPart.EVENING, "tối"),
}
WHOLE_DAYS = (("cả", "ngày"), ("nguyên", "ngày"), ("trọn", "ngày"), ("suốt", "ngày"))
RELATIVE_DAYS = {
    ("ngày", "hôm", "nay"): 0,
    ("hôm", "nay"): 0,
    ("ngày", "mai"): 1,
    ("hôm", "mai"): 1,
    ("ngày", "kia"): 2,
    ("ngày", "mốt"): 2,
    ("hôm", "qua"): -1,
    ("ngày", "hôm", "qua"): -1,
}
AFTER_SESSION = {"nay": 0, "mai": 1, "kia": 2, "mốt": 2}
RELATIVE = {"này": 0, "nay": 0, "tới": 1, "sau": 1, "kế": 1, "tiếp": 1, "trước": -1, "rồi": -1}
WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5}
ORDINALS = word_set(
    "lần đợt kỳ vòng phiên khóa người điều hạng giải đứng xếp bậc loại tuần quý tháng cấp số cụm"
    " năm bước trí vị hệ môn bài phần"
)
NUMBERED_PAIRS = _pairs("kỳ họp|phiên họp|nhiệm vụ|nội dung|giải pháp|vấn đề|mục tiêu")
PLACES = word_set(
    "tại ở trên do với để cho có thì gồm theo nhân họp tổ hội dự bằng làm thăm"
    " kiểm viếng đón tiếp ra"
)
AMOUNTS = word_set(
    "đạt nhất trên quá chiếm hơn có được khoảng ít gần bằng tỷ lệ mục điểm phần trường lô bậc ghế"
    " bàn thửa trực trang chiều chi quyết lục thắng thua tuyến hạng mẫu bảng"
    " tổ nhóm khổ nhịp câu bài án vắng nước"
)
# Who names one of these before a bare «3/12» means a day.
EVENTS = word_set("họp hội lễ nghị huấn quân giảng thảo đàm trại giao trao nộp gửi dự đón thăm") | (
    word_set("mời hẹn lịch khai bế sơ tổng ra đi")
)
COMPARED = word_set("tăng giảm")
COUNTED_PAIRS = _pairs("đơn vị|đại biểu|đồng chí|ý kiến|tham luận|mô hình")
COUNTED = word_set("chỉ nhiệm hoạt")  # chỉ tiêu, nhiệm vụ, hoạt động: «10/12 chỉ tiêu»
NUMBERS = {
    "một": 1, "nhất": 1, "giêng": 1, "hai": 2, "nhì": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5,
    "lăm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mốt": 1,
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12,
}  # fmt: skip
PARTS = {"đầu": 1, "giữa": 2, "cuối": 3}
# What a plan may leave open beside its time: địa điểm, số lượng, thành phần, kinh phí.
PROVISIONAL = word_set("điểm lượng phần phí địa số thành kinh tại nơi")
STREETS = word_set(
    "tuần đường phố hẻm ngõ ngách kiệt số mã lớp khối viên thpt thcs trường chợ cầu viện bảo máy"
    " hầm kênh đảo tầng xóm thôn"
)
# Days kept each year, which clubs, streets and cups are called after: «CLB 26/3».
FEASTS = frozenset(
    {(9, 1), (3, 2), (8, 3), (26, 3), (30, 4), (1, 5), (15, 5), (19, 5), (1, 6), (27, 7)}
    | {(7, 5), (24, 7)}  # 24/7 is any hour
    | {(19, 8), (2, 9), (15, 10), (20, 10), (20, 11), (22, 12)}
)
HELD_ON = word_set("dịp nghị hội lễ nữ tinh thảo đàm quân")  # «Hội nghị 26/3», «nhân dịp 30/4»
# «Tháng 3 biên giới», «Tháng Ba sáng tạo» name what is done, not when.
MOVEMENTS = frozenset(
    {("biên", "giới"), ("tri", "ân"), ("nhớ", "bác"), ("lịch", "sử"), ("sáng", "tạo")}
    | {("hoa", "phượng"), ("thanh", "niên"), ("tình", "nguyện"), ("hành", "động")}
    | {("nhân", "đạo"), ("chiến", "thắng"), ("cao", "điểm"), ("an", "toàn"), ("khuyến", "học")}
    | {("yêu", "thương"), ("công", "nhân")}
)
TEN_DAYS = {"thượng": 1, "trung": 2, "hạ": 3}
