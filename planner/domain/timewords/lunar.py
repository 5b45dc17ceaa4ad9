"""Days of the lunar calendar, which have no date here, beside days of the common one."""

import re

from planner.domain.timewords.lexicon import word_set

LUNAR_WORDS = word_set("âm âl al tết tet giêng gieng chạp chap rằm ram")
_WORD = r"\b(?:âm lịch|âl|al|tết|giêng|chạp|rằm)\b"
_NEW_YEAR = re.compile(r"\btết (?:dương lịch|dương|tây)\b", re.IGNORECASE)
_COMMON = re.compile(r"\b(?:theo )?dương lịch\b", re.IGNORECASE)
_SOUND = re.compile(r"\bâm(?= (?!lịch)[^\W\d_])", re.IGNORECASE)  # «âm thanh, ánh sáng»
# «ngày 01/12/2026 (nhằm ngày 23 tháng 10 âm lịch)»: the date before it tells all.
_ASIDE = re.compile(
    rf"\((?:\s*nhằm\b[^()]*|(?=[^()]*(?:\d|tết|giêng|chạp|rằm))[^()]*{_WORD}[^()]*)\)"
    rf"|[,;-]?\s*\b(?:nhằm|tức)\b[^.;()]*?{_WORD}[^,.;()]*",
    re.IGNORECASE,
)
# «Tết nhân ái, ngày 20/01/2027»: beside a whole date Tết names what is held, unless a day is
# counted by it.
_WHOLE_DATE = re.compile(
    r"\d\s*([/.-])\s*\d{1,2}\s*\1\s*\d{4}|\d tháng \d{1,2} năm \d{4}", re.IGNORECASE
)
_COUNTED = re.compile(r"\b(?:giêng|chạp|rằm|âm lịch|âl|al|mùng|mồng)\b|\d\s*tết\b", re.IGNORECASE)
_NAME = re.compile(r"\btết\b", re.IGNORECASE)


def without_lunar_asides(line: str) -> str:
    """The line without what only repeats its date in the lunar calendar; «¤» for mere names."""
    told = _SOUND.sub("¤", _COMMON.sub("", _NEW_YEAR.sub("¤", line)))
    told = _ASIDE.sub(" ", told)
    if _WHOLE_DATE.search(told) and not _COUNTED.search(told):
        return _NAME.sub("¤", told)
    return told
