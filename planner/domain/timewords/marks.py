"""Words of time that were typed without dấu."""

import re

from planner.domain.text import search_key

# Only what can be told apart: «toi», «tu», «sau», «nay», «nhat» need their neighbour.
_WORDS = """ngày tháng năm quý tuần sáng chiều trưa giờ phút rưỡi thứ trước đến hết nữa đầu giữa
    cuối khoảng hạn hằng mỗi hôm vào lúc của và cả bảy bốn mười tiên cùng buổi"""
_PHRASES = """thứ tư|thứ sáu|nửa đầu|nửa cuối|nửa tháng|nửa năm|dự kiến|chậm nhất|muộn nhất|trễ nhất
    |hạn chót|nhiệm kỳ|giai đoạn|ý kiến|chờ ý kiến|thanh niên|tối thứ|tối mai|tối nay|tối ngày
    |tuần tới|tháng tới|quý tới|năm tới|từ ngày|từ tháng|từ quý|xong trước|chủ nhật|thành lập
    |kỷ niệm|báo cáo|sơ kết|tổng kết|định kỳ|chỉ đạo|thông báo sau|sự chỉ đạo|kế hoạch|hướng dẫn
    |không quá|không muộn|không trễ|không chậm|chưa xác định|chưa có|cấp ủy|tùy tình hình|tổ chức
    |thời gian|thời hạn|khai mạc|bế mạc|hội nghị|đại hội|từ sáng|từ chiều|từ đầu|từ giữa|từ cuối
    |âm lịch|dời sang|dời đến|hoãn đến|lùi đến|chuyển sang"""
_MARKED = {search_key(words): words.strip() for words in [*_WORDS.split(), *_PHRASES.split("|")]}
_BARE = re.compile(rf"\b(?:{'|'.join(sorted(_MARKED, key=len, reverse=True))})\b", re.IGNORECASE)
# «toi 25/3», «7h toi 25/3» are evenings; «28/11 toi 2/12», «7h toi 9h» are stretches.
_EVENING = re.compile(
    r"(^|[,;:(]\s*|\d(?:h|g|gio)\d* )toi(?= \d{1,2}[/-]\d)|^toi(?= \d{1,2} ?(?:h|g|gio))",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(?<=[\dhg] )toi(?= (?:ngay )?\d)", re.IGNORECASE)
_FROM = re.compile(r"\btu(?= \d)", re.IGNORECASE)


def with_marks(line: str) -> str:
    """The line with the dấu of its words of time, if it was typed without any."""
    if not line.isascii():
        return line
    told = _FROM.sub(
        "từ", _UNTIL.sub("tới", _EVENING.sub(lambda found: (found[1] or "") + "tối", line))
    )
    return _BARE.sub(lambda found: _MARKED[found[0].lower()], told)
