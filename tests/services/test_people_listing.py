"""Whole lists of people: taken in at once, and the second time nothing is new."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planner.domain.directory import Body
from planner.domain.directory.listed import Change, ListedPerson
from planner.domain.rights import KEEPER, Viewer
from planner.inputs.sheet import read_people
from planner.services.directory import Imported, import_people
from planner.store import audit
from planner.store.directory import Person, Post
from tests.factories import NOW, Office, make_person, make_post, make_unit, who
from tests.inputs.sheets import workbook
from tests.queries import counted

HEAD = ["Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại", "Email"]
AN = ["Nguyễn Văn An", "Bí thư", "Huyện đoàn Càng Long", "0912345678", "an@x.vn"]
BINH = ["Lê Thị Bình", "Phó Bí thư", "CL"]


def listed(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> tuple[ListedPerson, ...]:
    listing = read_people(workbook(head, *rows))
    assert listing.errors == ()
    return listing.entries


def take(
    session: Session,
    *rows: Sequence[Any],
    head: Sequence[str] = HEAD,
    save: bool = True,
    viewer: Viewer = KEEPER,
) -> Imported:
    done = import_people(session, viewer, listed(*rows, head=head), NOW, save=save)
    session.expire_all()
    return done


def counts(done: Imported) -> tuple[int, int, int, list[tuple[int, str]]]:
    errors = [(error.row, error.code) for error in done.errors]
    return done.created, done.updated, done.unchanged, errors


def held(session: Session) -> list[tuple[str, str, str]]:
    """(name, position, unit) of every post but the cast's."""
    session.expire_all()
    return [
        (session.get_one(Person, post.person_id).name, post.position, str(post.unit_id))
        for post in session.query(Post).order_by(Post.id)
    ][1:]


def test_a_preview_saves_nothing(session: Session, office: Office) -> None:
    assert counts(take(session, AN, BINH, save=False)) == (2, 0, 0, [])
    assert held(session) == []


def test_a_list_makes_people_with_their_posts(session: Session, office: Office) -> None:
    assert counts(take(session, AN, BINH)) == (2, 0, 0, [])

    called = str(office.called.id)
    assert held(session) == [
        ("Nguyễn Văn An", "Bí thư", called),
        ("Lê Thị Bình", "Phó Bí thư", called),
    ]
    an = session.query(Person).filter_by(name="Nguyễn Văn An").one()
    assert (an.phone, an.email, an.search_key) == ("0912345678", "an@x.vn", "nguyen van an")
    assert [entry.action for entry in audit.history_of(session, an)] == ["add_person"]


def test_the_same_list_again_changes_nothing(session: Session, office: Office) -> None:
    take(session, AN, BINH)
    before = held(session)

    again = ["NGUYỄN VĂN AN", "bí thư", "huyen doan cang long", "+84 912 345 678", "AN@x.vn"]
    assert counts(take(session, AN, BINH)) == counts(take(session, again, BINH)) == (0, 0, 2, [])
    assert held(session) == before


def test_other_ways_to_reach_somebody_are_kept(session: Session, office: Office) -> None:
    take(session, AN)

    assert counts(take(session, [*AN[:3], "0988", "an@y.vn"])) == (0, 1, 0, [])
    an = session.query(Person).filter_by(name="Nguyễn Văn An").one()
    assert (an.phone, an.email) == ("0988", "an@y.vn")
    entry = audit.history_of(session, an)[0]
    assert (entry.action, entry.changes["phone"]) == ("change_person", ["0912345678", "0988"])


def test_what_rows_change_is_told_field_by_field(session: Session, office: Office) -> None:
    take(session, AN, BINH)

    head = [*HEAD, "Từ ngày"]
    changed, more = [*AN[:3], "0988", None, "1/2/2024"], ["Lê Thị Bình", "Ủy viên", "CL"]
    done = take(session, AN, more, ["Lê Cư", "Bí thư", "TC"], save=False, head=head)
    assert done.changes == (
        Change(
            3,
            "Lê Thị Bình",
            "Huyện đoàn Càng Long",
            "Ủy viên",
            said={"post": [None, "Ủy viên"]},
            sheet="Danh sách",
        ),
        Change(4, "Lê Cư", "Huyện đoàn Trà Cú", "Bí thư", is_new=True, sheet="Danh sách"),
    )
    (change,) = take(session, changed, save=False, head=head).changes
    assert change.said == {"phone": ["0912345678", "0988"], "from_on": [None, "2024-02-01"]}


def test_the_first_fifty_changes_and_twenty_new_are_told(session: Session, office: Office) -> None:
    known = [[f"Lê {'A' * (n + 1)}", "Bí thư", "CL", "0911"] for n in range(55)]
    take(session, *known)

    new = [[f"Lê {'B' * (n + 1)}", "Bí thư", "CL"] for n in range(25)]
    done = take(session, *new, *([*row[:3], "0922"] for row in known), save=False)
    assert counts(done) == (25, 55, 0, [])
    rows = [(change.is_new, change.row) for change in done.changes]
    assert rows == [(False, n) for n in range(27, 77)] + [(True, n) for n in range(2, 22)]


def test_an_empty_cell_takes_nothing_away(session: Session, office: Office) -> None:
    take(session, AN)

    assert counts(take(session, AN[:3])) == (0, 0, 1, [])
    assert session.query(Person).filter_by(name="Nguyễn Văn An").one().phone == "0912345678"


def test_another_position_in_the_unit_is_one_more_post(session: Session, office: Office) -> None:
    take(session, BINH)

    assert counts(take(session, ["Lê Thị Bình", "Ủy viên", "CL"])) == (0, 1, 0, [])
    assert [position for _, position, _ in held(session)] == ["Phó Bí thư", "Ủy viên"]
    assert session.query(Person).filter_by(name="Lê Thị Bình").count() == 1


def test_the_same_name_in_another_unit_is_another_person(session: Session, office: Office) -> None:
    assert counts(take(session, BINH, ["Lê Thị Bình", "Bí thư", "TC"])) == (2, 0, 0, [])
    assert session.query(Person).filter_by(name="Lê Thị Bình").count() == 2


def test_a_known_telephone_tells_that_it_is_the_same_person(
    session: Session, office: Office
) -> None:
    assert counts(take(session, AN, [*AN[:2], "TC", "0912 345 678"])) == (1, 1, 0, [])
    assert session.query(Person).filter_by(name="Nguyễn Văn An").count() == 1


def test_two_of_one_name_in_one_unit_are_told_apart_by_telephone(
    session: Session, office: Office
) -> None:
    rows = [["Lê An", "Ủy viên", "CL", "0911"], ["Lê An", "Ủy viên", "CL", "0922"]]

    assert counts(take(session, *rows)) == (2, 0, 0, [])
    assert counts(take(session, *reversed(rows))) == (0, 0, 2, [])
    assert session.query(Person).filter_by(name="Lê An").count() == 2


def test_numbers_of_another_office_tell_who_is_one_and_who_is_not(
    session: Session, office: Office
) -> None:
    head = ["Họ và tên", "Chức vụ", "Đơn vị", "Mã người"]
    rows = [
        ["Lê A", "Bí thư", "CL", 900_001],
        ["Lê A", "Ủy viên", "TINH", 900_001],
        ["Lê A", "Phó Bí thư", "CL", 900_002],
    ]
    assert counts(take(session, *rows, head=head)) == (2, 1, 0, [])
    assert counts(take(session, *rows, head=head)) == (0, 0, 3, [])
    holders = [post.person_id for post in session.query(Post).order_by(Post.id)][1:]
    assert len(holders) == 3
    assert (holders[0] == holders[1], holders[0] == holders[2]) == (True, False)


def test_two_rows_that_nothing_tells_apart_are_reported(session: Session, office: Office) -> None:
    done = take(session, BINH, BINH)

    assert counts(done) == (1, 0, 0, [(3, "directory.listed_twice")])
    assert done.errors[0].details == {"row": 2}


def test_several_whom_a_row_may_mean_are_reported(session: Session, office: Office) -> None:
    for _ in range(2):
        make_post(session, make_person(session, "Lê An"), office.called)

    done = take(session, ["Lê An", "Bí thư", "CL"])
    assert counts(done) == (0, 0, 0, [(2, "directory.several_of_that_name")])


def test_rows_that_cannot_be_taken_are_left_out_and_told(session: Session, office: Office) -> None:
    make_unit(session, "CL2", "Huyện đoàn Càng Long", parent=office.province)
    done = take(
        session,
        ["Lê A", "Bí thư", "Huyện đoàn Mới"],
        ["Lê B", "Bí thư", "Huyện đoàn Càng Long"],
        ["Lê C", "Bí thư", None],
        ["Lê D", None, "TC"],
        ["Lê E", "Bí thư", "TC"],
    )

    assert counts(done) == (
        1,
        0,
        0,
        [
            (2, "directory.unit_unknown"),
            (3, "directory.unit_ambiguous"),
            (4, "directory.no_unit_listed"),
            (5, "directory.no_position_listed"),
        ],
    )
    assert done.errors[1].details["codes"] == "CL, CL2"
    assert [name for name, *_ in held(session)] == ["Lê E"]


def test_an_office_is_found_by_its_name_and_that_of_its_unit(
    session: Session, office: Office
) -> None:
    make_unit(session, "VP2", "Văn phòng", parent=office.host, kind="văn phòng")

    done = take(session, ["Lê A", "Chánh Văn phòng", "Văn phòng Tỉnh đoàn Trà Vinh"])
    assert counts(done) == (1, 0, 0, [])
    assert held(session)[0][2] == str(office.bureau.id)


@pytest.mark.parametrize(
    ("written", "position", "unit"),
    [
        ("Bí thư Huyện đoàn Càng Long", "Bí thư", "called"),
        ("Phó Bí thư, huyện đoàn càng long", "Phó Bí thư", "called"),
        ("Ủy viên Ban Chấp hành - Tỉnh đoàn Trà Vinh", "Ủy viên Ban Chấp hành", "province"),
        ("Chánh Văn phòng Tỉnh đoàn Trà Vinh", "Chánh Văn phòng", "bureau"),
    ],
)
def test_a_position_and_its_unit_may_stand_in_one_column(
    session: Session, office: Office, written: str, position: str, unit: str
) -> None:
    head = ["Họ và tên", "Chức vụ, đơn vị công tác"]
    assert counts(take(session, ["Lê A", written], head=head)) == (1, 0, 0, [])
    assert counts(take(session, ["Lê A", written], head=head)) == (0, 0, 1, [])
    assert held(session) == [("Lê A", position, str(getattr(office, unit).id))]


def test_a_heading_that_names_no_unit_leaves_it_to_the_position(
    session: Session, office: Office
) -> None:
    rows = ["I. Thường trực"], ["Lê A", "Bí thư Huyện đoàn Càng Long"], ["Lê B", "Trưởng đoàn"]
    done = take(session, *rows, head=["Họ và tên", "Chức vụ, đơn vị"])
    assert counts(done) == (1, 0, 0, [(4, "directory.unit_unknown")])


def test_everything_a_row_says_of_a_post_is_kept(session: Session, office: Office) -> None:
    head = [
        *HEAD[:3], "Tham gia", "Nhiệm kỳ", "Từ ngày", "Đến ngày", "Chuyên trách", "Số QĐ", "Thứ tự"
    ]  # fmt: skip
    row = [*BINH, "BTV", "2022-2027", "1/2/2024", "31/1/2027", "x", "5-QĐ/TĐTN", 3]
    take(session, row, head=head)

    post = session.query(Post).order_by(Post.id.desc()).first()
    assert post is not None
    assert (post.body, post.term, post.rank, post.is_full_time) == (Body.BTV, "2022-2027", 3, True)
    assert (post.from_on, post.to_on) == (date(2024, 2, 1), date(2027, 2, 1))
    assert post.decision_number == "5-QĐ/TĐTN"
    assert counts(take(session, row, head=head)) == (0, 0, 1, [])
    assert counts(take(session, [*row[:-1], 4], head=head)) == (0, 1, 0, [])


def test_a_post_that_has_ended_is_not_the_one_held_again(session: Session, office: Office) -> None:
    head = [*HEAD[:3], "Từ ngày", "Thôi từ ngày"]
    take(session, [*BINH, "1/1/2020", "1/1/2022"], head=head)

    assert counts(take(session, [*BINH, "1/1/2025"], head=head)) == (0, 1, 0, [])
    assert counts(take(session, [*BINH, "1/1/2020", "1/1/2022"], head=head)) == (0, 0, 1, [])
    assert len(held(session)) == 2


def test_who_keeps_some_units_takes_in_only_those(session: Session, office: Office) -> None:
    ha, tuan = who(session, office.ha), who(session, office.tuan)

    assert counts(take(session, BINH, viewer=ha)) == (1, 0, 0, [])
    done = take(session, BINH, viewer=tuan)
    assert counts(done) == (0, 0, 0, [(2, "directory.unit_not_yours")])


def test_somebody_elses_person_is_never_touched(session: Session, office: Office) -> None:
    take(session, AN)

    done = take(session, [*AN[:2], "TH", *AN[3:]], viewer=who(session, office.tuan))
    assert counts(done) == (1, 0, 0, [])
    assert session.query(Person).filter_by(name="Nguyễn Văn An").count() == 2


@pytest.mark.parametrize("save", [False, True])
def test_thirty_rows_cost_no_more_queries_than_one(
    session: Session, office: Office, save: bool
) -> None:
    sent = []
    for many in (1, 30):
        rows = [[f"Lê {chr(65 + n % 26)}{n // 26} {many}", "Bí thư", "CL"] for n in range(many)]
        entries = listed(*rows)
        with counted(session) as statements:
            import_people(session, KEEPER, entries, NOW, save=save)
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_the_progress_is_told(session: Session, office: Office) -> None:
    told: list[tuple[int, int]] = []
    entries = listed(AN, BINH)
    import_people(session, KEEPER, entries, NOW, save=True, tell=lambda *pair: told.append(pair))
    assert told == [(2, 2)]
