"""Names, addresses and numbers of papers that bear figures or words of time."""

import re

_PAPER = re.compile(r"\d+\s*(?:/\s*\d{4}\s*)?[-/]\s*[A-ZĐ]{2,}\w*\s*[-/]\s*[A-ZĐ]\w*(?:[-/]\w+)*")
_NUMBERED = re.compile(
    r"\b(?:(?:công văn|thông báo|tờ trình|kế hoạch|hướng dẫn|nghị quyết|chỉ thị|kết luận) số"
    r"|(?:thông tư|nghị định|quyết định|luật)(?: số)?)[\s:]*\d+(?:/\d{4})?(?![/\d])"
    r"|\b(?:công văn|thông báo|tờ trình|kế hoạch|hướng dẫn|nghị quyết|chỉ thị|kết luận)"
    r"\s+\d+(?:/[^\W\d]+)*(?=\s+ngày\s+\d{1,2}/\d{1,2}/\d{4})"
    r"|\b(?:cv|tb|ttr|kh|hd|nq|ct|kl|qđ) \d+(?=\s+ngày\s+\d{1,2}/\d{1,2}/\d{4})",
    re.IGNORECASE,
)
# Houses that bear a day as their name: «Nhà văn hóa 30/4».
_NAMED = re.compile(
    r"\b(?:(?:trường|nhà|khu|công ty|nông trường|khách sạn|xí nghiệp)"
    r"(?: (?!ngày|sáng|trưa|chiều|tối|vào|lúc|từ|đến|trước|hạn|hết)[^\W\d_]+){0,3}"
    r"|bệnh viện|công viên|tượng đài|sân vận động|rạp) \d{1,2}/\d{1,2}(?![/\d])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(  # and «lô B9/12»
    r"\bhttps?://\S+|\S+@\S+|\b[\w.-]+\.(?:vn|com|net|org|docx?|xlsx?|pdf)\b\S*|\b[A-PRSU-ZĐ]\d+/\d+"
)
# «xã Tháng Tám», «huyện Tháng Mười»; «cấp xã: Tháng Mười» and «tháng 10» are months.
_PLACE = re.compile(
    r"(?<!cấp )\b(?i:xã|phường|thị trấn|huyện|quận|ấp|thôn|khóm|khu phố|làng|đường|phố|trường"
    r"|nhà hàng|quán|cà phê|clb|câu lạc bộ|chợ|cầu)"
    r" Tháng (?:Giêng|Hai|Ba|Tư|Năm|Sáu|Bảy|Tám|Chín|Mười(?: Một| Hai)?)\b(?! năm)"
    r"|\b(?i:ấp|thôn|khóm|khu phố|làng|bản)(?: (?!Quý)[A-ZĐ]\w+)? Quý (?:\d|I+)\b"
)
# «Nguyễn Thị Quý Hai», «đồng chí Sáng Mai»; offices begin alike: «Văn Phòng», «Thị Đoàn».
_PERSON = re.compile(
    r"\b(?:(?:Thị|Văn)(?! (?:Phòng|H[oó]|Thư|Đoàn|Xã|Trấn|[ỦU]y))"
    r"|[Đđ]/c|[Đđ]ồng chí|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị)(?: (?!Bí |Phó |Chủ )[A-ZĐÂÊÔƠƯĂÁÚÝ]\w*){1,4}"
)
# «P.5, Q.3», «Q1, TP.HCM» are districts, «nhà ga T3» a building.
_DISTRICT = re.compile(
    r"\bP\.?\s?\d{1,2},?\s?Q\.?\s?\d{1,2}\b|\bQ\.?\s?\d{1,2}(?=,?\s?(?:TP|Tp|HCM))"
    r"|\b(?i:ga|cổng|máy|mã|nhà khách|trường|phòng|tòa|lô|block) T\d+\b(?!/)"
)
_QUOTED = re.compile(r"(?<=\w )[\"“«]\d{1,2}/\d{1,2}[\"”»]")  # «công trình "26/3"»
_IDENTITY = re.compile(
    r"\b(?:CCCD|CMND|căn cước)\b[^;]*?\bcấp(?: ngày)? \d{1,2}[/.-]\d{1,2}[/.-]\d{4}", re.IGNORECASE
)


_BEFORE_PAPERS = (_DISTRICT, _IDENTITY, _QUOTED, _ADDRESS, _PERSON)


def without_names(line: str) -> str:
    """The line with «§» for a paper's number and «¤» for any other name."""
    for name in _BEFORE_PAPERS:
        line = name.sub(" ¤ ", line)
    shown = _NUMBERED.sub(" § ", _PAPER.sub(" § ", line))
    return _PLACE.sub(" ¤ ", _NAMED.sub(" ¤ ", shown))
