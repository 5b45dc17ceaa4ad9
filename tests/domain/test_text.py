from itertools import pairwise
from random import Random
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.text import (
    alphabet_key,
    matches,
    one_line,
    paragraphs,
    post_at,
    search_key,
    sort_key,
)

ANY_TEXT = st.text() | st.text(alphabet="aAăằẳÂậđĐÐd hòoà\u0300\u0301\u0323\u031b\0\n-.0129")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Khai \n mạc ", "Khai mạc"),
        (normalize("NFD", "Huế"), "Huế"),
        ("a\0b", "ab"),
        ("a \0 b", "a b"),
        ("a\u200bb\u00a0c", "ab c"),
        ("e\0\u0301", "é"),
        (None, ""),
    ],
)
def test_one_line(typed: str | None, kept: str) -> None:
    assert one_line(typed) == kept


@given(ANY_TEXT)
def test_one_line_changes_nothing_the_second_time(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert one_line(text).isprintable()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\n một  hai \r\nba\0\n", "một hai\nba"),
        ("một\n\n\n\nhai", "một\n\nhai"),
        ("một\n \nhai", "một\n\nhai"),
        (None, ""),
    ],
)
def test_paragraphs_keep_their_lines(typed: str | None, kept: str) -> None:
    assert paragraphs(typed) == kept


@given(ANY_TEXT)
def test_paragraphs_change_nothing_the_second_time(text: str) -> None:
    assert paragraphs(paragraphs(text)) == paragraphs(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nguyễn Văn Hà", "nguyen van ha"),
        ("ĐẶNG Thị Ðào", "dang thi dao"),
        ("đ/c Bí thư: Huyện Đoàn (Châu Thành)", "d c bi thu huyen doan chau thanh"),
        ("Hoà, thuỷ", "hoa thuy"),
        ("Hòa, thủy", "hoa thuy"),
        ("H'Hen_Niê", "h hen nie"),
        ("kỳ 2/2024", "ky 2 2024"),
        ("ưỡn ẹo ẵ ỹ", "uon eo a y"),
        (None, ""),
    ],
)
def test_search_key(text: str | None, key: str) -> None:
    assert search_key(text) == key


@given(ANY_TEXT)
def test_search_key_is_the_same_for_every_way_of_writing(text: str) -> None:
    assert search_key(normalize("NFD", text)) == search_key(normalize("NFC", text))
    assert search_key(search_key(text)) == search_key(text)


@pytest.mark.parametrize(
    "query",
    ["", "hà", "Ha", "van ha", "hà nguyễn", "ng v h", "nvh", "nv ha", "VH", "h nv", "văn"],
)
def test_query_that_finds_nguyen_van_ha(query: str) -> None:
    assert matches(query, search_key("Nguyễn Văn Hà"))


@pytest.mark.parametrize("query", ["an", "ha ha", "nh", "hvn", "nvha", "nvh ha", "hà nội", "n n"])
def test_query_that_does_not_find_nguyen_van_ha(query: str) -> None:
    assert not matches(query, search_key("Nguyễn Văn Hà"))


def test_each_query_word_takes_a_word_of_its_own() -> None:
    assert matches("ha hanh", search_key("Hà Thị Hạnh"))
    assert matches("th thi", search_key("Trịnh Hoài Thi"))
    assert not matches("hanh hanh", search_key("Hà Thị Hạnh"))


@given(st.permutations(["Trần", "Thị", "Bích", "Đào"]), st.integers(1, 4))
def test_any_words_in_any_order_are_found(words: list[str], count: int) -> None:
    assert matches(" ".join(words[:count]), search_key("Trần Thị Bích Đào"))


@pytest.mark.parametrize(
    "names",
    [
        "Lê An|Nguyễn An|Nguyễn Bá An|Nguyễn Bình An|Lê Ánh",
        "Lê Hoa|Lê Hòa|Lê Hỏa|Lê Hõa|Lê Hóa|Lê Họa|Lê Hoan",
        "Lê An|Lê Ăn|Lê Ân|Lê Bê|Lê Cô|Lê Da|Lê Đa|Lê Em|Lê Ê|Lê Fa|Lê Ga|Lê Ja|Lê Ka",
        "Lê Ô|Lê Ơ|Lê Pa|Lê Su|Lê Sư|Lê Va|Lê Wa|Lê Xa|Lê Ya|Lê Za",
        "Đỗ Hùng|Lê Hùng|Lê Anh Hùng|Lê Văn Hùng|Lý Hùng|Trần Hùng|Lê Hưng",
        "Vũ Bà|Vũ Ban|Vũ Bán|Vũ Bang",
        "Ngọ An|Ngô An|Ngô An Bình",
    ],
)
def test_names_are_ordered_by_ten_ho_dem(names: str) -> None:
    keys = [sort_key(name) for name in names.split("|")]
    assert all(one < other for one, other in pairwise(keys))


def test_tone_of_the_ten_weighs_more_than_the_ho() -> None:
    assert sort_key("Vũ Ba") < sort_key("An Bà")


def test_a_single_word_comes_before_the_same_ten_with_a_ho() -> None:
    assert sort_key("Hà") < sort_key("Bùi Hà")


@pytest.mark.parametrize(
    "name", ["NGUYỄN VĂN HÀ", " nguyễn  văn hà", normalize("NFD", "Nguyễn Văn Hà")]
)
def test_sort_key_ignores_case_and_form(name: str) -> None:
    assert sort_key(name) == sort_key("Nguyễn Văn Hà")


def test_place_of_the_tone_mark_makes_no_difference() -> None:
    assert sort_key("Lê Hoà") == sort_key("Lê Hòa")
    assert sort_key("Ðỗ Thuý") == sort_key("Đỗ Thúy")


@given(ANY_TEXT)
def test_keys_hold_digits_only(text: str) -> None:
    assert set(sort_key(text) + alphabet_key(text)) <= set("0123456789")


@pytest.mark.parametrize(
    "titles",
    [
        "Kỳ 2|Kỳ 10|Kỳ 10 bổ sung|Kỳ 11",
        "2 đơn vị|Ban Tổ chức|Ban Tuyên giáo|Đoàn xã Ân|Đoàn xã Đa|Văn phòng",
        "Xã 1|Xã 009|Xã 12A|Xã An",
        "ba ba|ba hoa|bà con|bán",
    ],
)
def test_titles_are_ordered_as_read(titles: str) -> None:
    listed = titles.split("|")
    keys = [alphabet_key(title) for title in listed]
    assert all(one < other for one, other in pairwise(keys))


def test_empty_text_comes_first() -> None:
    assert sort_key(None) == alphabet_key("") == ""


@pytest.mark.parametrize(
    ("position", "unit", "said"),
    [
        ("Bí thư", "Huyện đoàn Càng Long", "Bí thư Huyện đoàn Càng Long"),
        ("Phó Chánh Văn phòng", "Văn phòng", "Phó Chánh Văn phòng"),
        ("Chánh Văn phòng", "Văn phòng Tỉnh đoàn", "Chánh Văn phòng Tỉnh đoàn"),
        ("Trưởng ban", "Ban Tuyên giáo", "Trưởng ban Tuyên giáo"),
        ("Giám đốc", None, "Giám đốc"),
        ("", "Báo Trà Vinh", "Báo Trà Vinh"),
    ],
)
def test_what_a_post_and_its_unit_share_is_said_once(
    position: str, unit: str | None, said: str
) -> None:
    assert post_at(position, unit) == said


# Written down by hand, as a dictionary has them: letters first, then ngang huyền hỏi ngã sắc nặng.
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VOWELS = "aăâeêioôơuưy"
WORDS = st.builds(
    lambda head, vowel, tone, tail: normalize("NFC", head + vowel + tone + tail),
    st.sampled_from(["", "b", "d", "đ", "h", "ng", "tr"]),
    st.sampled_from(VOWELS),
    st.sampled_from(TONES),
    st.sampled_from(["", "c", "n", "ng"]),
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


def dictionary_order(word: str) -> tuple[list[int], int]:
    """The letters of a word by their place in the alphabet, then its tone."""
    apart = normalize("NFD", word.lower())
    tone = next((TONES.index(sign) for sign in apart if sign in TONES[1:]), 0)
    letters = normalize("NFC", "".join(sign for sign in apart if sign not in TONES[1:]))
    return [ALPHABET.index(letter) for letter in letters], tone


@given(NAMES, NAMES)
def test_names_stand_in_the_order_of_a_dictionary(one: str, other: str) -> None:
    def naive(name: str) -> list[tuple[list[int], int]]:
        *before, last = name.split()
        return [dictionary_order(word) for word in (last, *before)]

    assert (sort_key(one) < sort_key(other)) == (naive(one) < naive(other))
    assert (sort_key(one) == sort_key(other)) == (naive(one) == naive(other))


@given(NAMES)
def test_the_order_of_a_name_is_the_same_in_every_writing(name: str) -> None:
    writings = {name, name.upper(), name.title(), normalize("NFD", name), f" {name}  "}
    assert {sort_key(one) for one in writings} == {sort_key(name)}


@pytest.mark.parametrize(
    ("written", "same"),
    [("H-Hen Niê", "H Hen Niê"), ("Nguyễn Thị Hòa-Bình", "Nguyễn Thị Hòa Bình")],
)
def test_a_hyphen_parts_words(written: str, same: str) -> None:
    assert sort_key(written) == sort_key(same)


@given(NAMES, st.randoms(use_true_random=False))
def test_a_name_is_found_without_marks_in_any_order_and_by_initials(
    name: str, chance: Random
) -> None:
    words = search_key(name).split()
    chance.shuffle(words)
    assert matches(" ".join(words), search_key(name))
    initials = "".join(word[0] for word in search_key(name).split())
    assert matches(initials, search_key(name))
