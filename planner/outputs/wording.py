"""The office's own words of a letter: a text with names in it, and nothing that could run.

Jinja reads and fills it in its sandbox, but only plain text and names of values pass: no loop, no
filter, no call, no attribute, so that what was typed can neither look around nor grow.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line, paragraphs

# What a text may name.
NAMES = (
    "kinh_gui",
    "ho_ten",
    "chuc_vu",
    "don_vi",
    "cuoc_hop",
    "chuyen_de",
    "thoi_gian",
    "dia_diem",
    "trieu_tap",
    "dang_cai",
    "han_tra_loi",
    "trang_rieng",
)
LONGEST_SUBJECT = 200  # characters, as typed
LONGEST_BODY = 10_000
LONGEST_VALUE = 400  # of one value that is filled in
LONGEST_FILLED = 40_000
_WORDS = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
_PLAIN = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)


def checked(text: str, field: str) -> str:
    """The text as it is kept; refused at its field where it holds more than text and names."""
    longest = LONGEST_SUBJECT if field == "subject" else LONGEST_BODY
    kept = one_line(text) if field == "subject" else paragraphs(text)
    if not kept:
        raise RuleBroken("notice.no_words", field=field)
    if len(kept) > longest:
        raise RuleBroken("notice.words_too_long", field=field, longest=longest)
    names = [name for line in kept.splitlines() for name in _names_in(line, field)]
    for name in names:
        if name not in NAMES:
            raise RuleBroken("notice.unknown_name", field=field, name=name[:40])
    if len(kept) + len(names) * LONGEST_VALUE > LONGEST_FILLED:
        raise RuleBroken("notice.words_too_long", field=field, longest=LONGEST_FILLED)
    return kept


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its values; a line whose values are all empty goes."""
    plain = {name: one_line(value)[:LONGEST_VALUE] for name, value in values.items()}
    return paragraphs("\n".join(_filled_lines(text, plain)))


def _filled_lines(text: str, values: Mapping[str, str]) -> Iterator[str]:
    for line in text.splitlines():
        names, template = _read(line)
        if not names or any(values.get(name) for name in names):
            yield template.render(values)


def _names_in(line: str, field: str) -> list[str]:
    """The names of a line, or the refusal of what is no name."""
    try:
        tree = _WORDS.parse(line)
    except (TemplateSyntaxError, RecursionError, ValueError, OverflowError) as error:
        raise RuleBroken("notice.words_unreadable", field=field) from error
    for node in (tree, *tree.find_all(nodes.Node)):
        if not isinstance(node, _PLAIN):
            raise RuleBroken("notice.only_names", field=field)
    return [name.name for name in tree.find_all(nodes.Name)]


@lru_cache(maxsize=512)
def _read(line: str) -> tuple[tuple[str, ...], Template]:
    """Checked again: what lies in the table may have come another way."""
    return tuple(_names_in(line, "body")), _WORDS.from_string(line)
