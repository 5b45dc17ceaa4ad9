"""What the page decides alone is what the server decides: codes and names, over many texts."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

from planner.domain.account import CODE_ALPHABET, Scanned, delegate_code, read_code, read_short
from planner.domain.text import matches, search_key
from tests.needs import lacking

SCRIPT = Path(__file__).with_name("door_modules.mjs")
HOSTS = ["hop.huyendoan.vn", "127.0.0.1:8000"]
CODE = delegate_code(b"c" * 32, "delegate", 7, 1)
FOREIGN = (
    "",
    "\0",
    "   ",
    "079123456789|123456789|Nguyễn Văn A|01011990|Nam|Trà Vinh|01012021",
    "WIFI:T:WPA;S=hoi truong;P:12345678;;",
    "BEGIN:VCARD\nFN:Nguyễn Văn A\nEND:VCARD",
    "javascript:alert(1)",
    "<img src=x onerror=alert(1)>",
    "https://example.com/V/xyz",
    "1" * 28,
    "9" * 4096,
    "12345678901234567890",
)
NAMES = (
    "Đặng Thị Hoà",
    "Đặng Thị Hòa",
    "Ðặng Văn Ý",
    "Thạch Sa Ri",
    "Kim Sô Phia",
    "Nguyễn  Thị–Thuý_Kiều",
    "LÊ NGỌC LAN",
    "O'Brien 3",
)
QUERIES = ("dang hoa", "hoà", "dth", "thị đặng", "nvh", "sa sa", "kim p", "ngoc l", "thuy", "", "3")


def ask(*questions: tuple[object, ...]) -> list[Any]:
    """The answers of the page's modules."""
    node = shutil.which("node") or lacking("no node")
    done = subprocess.run(  # noqa: S603 (our own words only)
        [str(node), str(SCRIPT)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[Any] = json.loads(done.stdout)
    return found


def writings(code: str) -> list[str]:
    """As people, scanners and foreign keyboards write a code."""
    link = f"HTTPS://HOP.HUYENDOAN.VN/V/{code}"
    bare = (code, code.lower(), " ".join(code), f"]Q3{code}", f"{code[:14]}-{code[14:]}\r\n")
    links = (link, link.lower(), f"{link}?x=1", f"{link}\t", link.replace("/", "-"), link[:-1])
    other = (f"https://example.com/v/{code}", link.replace("HOP.HUYENDOAN.VN", "127.0.0.1:8000"))
    return [*bare, *links, *other, code[:-1], code + "0", code[::-1], f"\u2066{code}\u00a0"]


def random_texts() -> list[str]:
    draw = random.Random(20261121)  # noqa: S311 (a test's own dice)
    signs = [*CODE_ALPHABET, *"AEIOUWYĐ /-|:.", "\u2013", "\u0301"]
    return ["".join(draw.choices(signs, k=draw.randrange(1, 60))) for _ in range(500)]


def test_the_page_reads_texts_as_the_server_does() -> None:
    codes = [delegate_code(b"k" * 32, "delegate", number, 1) for number in range(60)]
    torn = [code[:9] + "Z" + code[10:] for code in codes]
    texts = [*writings(CODE), *FOREIGN, *codes, *torn, *random_texts()]

    found = ask(*(("code", "readCode", text, HOSTS) for text in texts))

    told = [Scanned(one["kind"], one.get("code")) for one in found]
    assert dict(zip(texts, told, strict=True)) == {
        text: read_code(text, frozenset(HOSTS)) for text in texts
    }


def test_the_page_tells_short_codes_as_the_server_does() -> None:
    begun = [CODE[:6], CODE[:6].lower(), f"{CODE[:3]}-{CODE[3:6]} ", f" {' '.join(CODE[:6])}\n"]
    texts = [*begun, CODE[:5], CODE[:7], CODE, "ABCDEF", "12345đ", *FOREIGN, *random_texts()]

    found = ask(*(("code", "readShort", text) for text in texts))

    assert found == [read_short(text) for text in texts]
    assert found[:4] == [CODE[:6]] * 4


def test_the_page_finds_names_as_the_server_does() -> None:
    keys = ask(*(("names", "searchKey", name) for name in NAMES))
    assert keys == [search_key(name) for name in NAMES]

    pairs = [(query, key) for query in QUERIES for key in keys]
    found = ask(*(("names", "matches", query, key) for query, key in pairs))
    assert dict(zip(pairs, found, strict=True)) == {pair: matches(*pair) for pair in pairs}
    assert ("dth", "dang thi hoa") in [
        pair for pair, is_found in zip(pairs, found, strict=True) if is_found
    ]


def test_one_wrong_character_is_noticed() -> None:
    wrong = [
        CODE[:place] + sign + CODE[place + 1 :]
        for place in range(28)
        for sign in CODE_ALPHABET
        if sign != CODE[place]
    ]
    assert not any(ask(*(("code", "isWellFormed", one) for one in wrong)))
