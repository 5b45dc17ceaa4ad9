import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.account import (
    CODE_ALPHABET,
    MALFORMED,
    NOT_OURS,
    Scanned,
    check_character,
    delegate_code,
    is_well_formed,
    normalise_code,
    read_code,
    secret,
    short_groups,
    token_hash,
)

KEY = b"0123456789abcdef0123456789abcdef"
CODE = delegate_code(KEY, "delegate", 7, 1)
HOSTS = frozenset({"sohop.tinhdoan.vn", "127.0.0.1:8000"})
CODES = st.builds(
    lambda owner, generation: delegate_code(KEY, "delegate", owner, generation),
    st.integers(1, 2**31),
    st.integers(1, 9),
)


def test_codes_are_the_same_every_time() -> None:
    assert delegate_code(KEY, "delegate", 7, 1) == CODE == "SZN8T31HR00L2THHNLH0VP2Q0MGG"


@pytest.mark.parametrize(
    "other",
    [
        delegate_code(b"another key of the same length..", "delegate", 7, 1),
        delegate_code(KEY, "unit", 7, 1),
        delegate_code(KEY, "delegate", 8, 1),
        delegate_code(KEY, "delegate", 7, 2),
    ],
)
def test_codes_differ_by_key_kind_owner_and_generation(other: str) -> None:
    assert other != CODE


def test_secrets_are_43_characters_that_stand_in_an_address() -> None:
    made = secret(KEY, "feed", 7, 1)
    assert len(made) == 43
    assert made.replace("-", "").replace("_", "").isalnum()
    assert made != secret(KEY, "feed", 7, 2)


@given(CODES)
def test_codes_are_well_formed(code: str) -> None:
    assert len(code) == 28
    assert set(code) <= set(CODE_ALPHABET)
    assert is_well_formed(code)
    assert read_code(code, HOSTS) == Scanned("code", code)


@given(CODES, st.integers(0, 27), st.sampled_from(CODE_ALPHABET))
def test_every_single_wrong_character_is_caught(code: str, at: int, wrong: str) -> None:
    typed = code[:at] + wrong + code[at + 1 :]
    assert is_well_formed(typed) == (typed == code)


@given(CODES, st.integers(0, 26))
def test_swapped_neighbours_are_caught_but_for_the_first_and_last_letter(
    code: str, at: int
) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    unseen = code[at] == code[at + 1] or {code[at], code[at + 1]} == {"0", "Z"}
    assert is_well_formed(swapped) == unseen


@pytest.mark.parametrize(("body", "check"), [("0", "0"), ("1", "X"), ("10", "Z"), ("B", "8")])
def test_check_character(body: str, check: str) -> None:
    assert check_character(body) == check


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        short_groups(CODE),
        short_groups(CODE).replace(" ", "-").lower(),
        short_groups(CODE).replace(" ", "\u2013"),
        f"\t{CODE}\r\n",
        f"\0{CODE}\u200b",
    ],
)
def test_normalise_code(typed: str) -> None:
    assert normalise_code(typed) == CODE


def test_short_groups() -> None:
    assert short_groups(CODE) == "SZN8 T31H R00L 2THH NLH0 VP2Q 0MGG"


def test_token_hash_is_one_for_all_writings_of_a_code_only() -> None:
    assert token_hash(short_groups(CODE).lower()) == token_hash(CODE)
    assert len(token_hash(CODE)) == 64
    made = secret(KEY, "feed", 7, 1)
    assert token_hash(made.swapcase()) != token_hash(made)


@pytest.mark.parametrize(
    "scanned",
    [
        f"HTTPS://SOHOP.TINHDOAN.VN/V/{CODE}",
        f"https://sohop.tinhdoan.vn/v/{CODE.lower()}\r\n",
        f"http://127.0.0.1:8000/V/{CODE}\t",
        f"HTTPS>//SOHOP.TINHDOAN.VN/V/{CODE}",
        f"HTTPS//SOHOP.TINHDOAN.VN/V/{CODE}\r",
        f"HTTPSÖ--SOHOP.TINHDOAN.VN-V-{CODE}",
        f"https://sohop.tinhdoan.vn/sohop/v/{CODE}?fbclid=1",
        f"https://sohop.tinhdoan.vn/V/{CODE}/",
        f"https://sohop.tinhdoan.vn/V/ {short_groups(CODE)}",
        f"HTTPS://OLD-NAME.VN/V/{CODE}",
        f"]Q1{CODE}",
        f" {short_groups(CODE)} ",
        " ".join(CODE),
    ],
)
def test_codes_are_read_as_scanners_give_them(scanned: str) -> None:
    assert read_code(scanned, HOSTS) == Scanned("code", CODE)


@pytest.mark.parametrize(
    "scanned",
    [
        CODE[:-1],
        CODE + "B",
        CODE[:20],
        CODE[:-1] + ("B" if CODE[-1] != "B" else "C"),
        "A" + CODE[1:],
        "đ" + CODE[1:],
        CODE[1] + CODE[0] + CODE[2:],
        f"https://sohop.tinhdoan.vn/V/{CODE[:-1]}",
        "https://sohop.tinhdoan.vn/V/abc",
        "https://sohop.tinhdoan.vn/V/",
        "HTTPS>//127.0.0.1/V/12345",
        f"https://example.org/V/{CODE[:-1]}",
    ],
)
def test_damaged_codes_are_malformed(scanned: str) -> None:
    assert read_code(scanned, HOSTS) == MALFORMED


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        " \r\n",
        "\0",
        "079201001234|301234567|Nguyễn Văn Hà|01012001|Nam|Ấp 1, xã Long Đức|02022022",
        "079201001234",
        "0912 345 678",
        "12345678901234567890123456",
        "WIFI:T:WPA;S:HoiTruong;P:matkhau123;;",
        "BEGIN:VCARD\nVERSION:3.0\nFN:Nguyễn Văn Hà\nEND:VCARD",
        f"BEGIN:VCARD\nURL:https://sohop.tinhdoan.vn/V/{CODE}\nEND:VCARD",
        "javascript:alert(1)",
        "https://example.org/",
        "https://example.org/v/video",
        "https://sohop.tinhdoan.vn/lich/abc.ics",
        "Nguyễn Văn Hà, Bí thư Đoàn xã",
        "chuongtrinhhoinghibanchaphanh",
        "<script>alert(1)</script>",
        "B" * 4096,
        f"https://sohop.tinhdoan.vn/{'x' * 400}/V/{CODE}",
    ],
)
def test_other_text_is_not_ours(scanned: str) -> None:
    assert read_code(scanned, HOSTS) == NOT_OURS


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(scanned: str) -> None:
    read = read_code(scanned, HOSTS)
    assert (read.kind == "code") == (read.code is not None)
    assert len(token_hash(scanned)) == 64
