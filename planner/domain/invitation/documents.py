"""Documents for those who are called: links, and files of a few kinds that nothing runs."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from planner.domain.errors import RuleBroken
from planner.domain.invitation.answers import required
from planner.domain.text import one_line

LONGEST_FILE = 1_500_000  # bytes; what is larger is given as a link
LONGEST_LINK = 2000
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Ending to (media type, how such a file begins).
KINDS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _ZIP),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    "pptx": (f"{_OFFICE}.presentationml.presentation", _ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", _ZIP),
    "doc": ("application/msword", _OLD),
    "xls": ("application/vnd.ms-excel", _OLD),
    "ppt": ("application/vnd.ms-powerpoint", _OLD),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
}
SPEECH_KINDS = ("docx", "doc", "pdf")


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file as it was sent: its name as the sender's machine has it."""

    name: str
    content: bytes

    @property
    def ending(self) -> str:
        stem, dot, ending = self.name.rpartition(".")
        return ending.casefold() if dot and stem else ""

    @property
    def media_type(self) -> str:
        return KINDS[self.ending][0]

    @property
    def safe_name(self) -> str:
        """Without folders and signs that a header or a file system minds."""
        last = re.split(r"[\\/]", one_line(self.name))[-1]
        kept = re.sub(r'[^\w .()-]|["\r\n]', "", last).strip(" .")
        stem = kept.rpartition(".")[0][:100].strip(" .") or "tai-lieu"
        return f"{stem}.{self.ending}"

    def ensure_safe(self, field: str = "file", kinds: Collection[str] = tuple(KINDS)) -> None:
        """Refuse what is empty, large, of another kind, or not what its name says."""
        if not self.content:
            raise RuleBroken("invitation.no_file", field=field)
        if len(self.content) > LONGEST_FILE:
            raise RuleBroken("invitation.file_too_large", field=field, most="1,5 MB")
        if self.ending not in kinds:
            raise RuleBroken("invitation.file_kind", field=field, kinds=", ".join(kinds))
        if not self.content.startswith(KINDS[self.ending][1]):
            raise RuleBroken("invitation.file_is_other", field=field, kind=self.ending)


def read_link(text: str) -> str:
    """An address of the web, or a refusal."""
    address = one_line(text)
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or len(address) > LONGEST_LINK or " " in address:
        raise RuleBroken("invitation.no_link", field="url")
    return address


def read_title(text: str) -> str:
    """What a document is called."""
    return required(text, "title", "invitation.no_title")


def may_read(groups: list[int], group_id: int | None) -> bool:
    """Whether a delegate of this group may read what is meant for these; none named = all."""
    return not groups or group_id in groups
