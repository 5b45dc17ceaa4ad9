from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.account import is_well_formed, token_hash
from planner.domain.errors import NotFound
from planner.domain.rights import KEEPER
from planner.domain.text import sort_key
from planner.services.invitation.codes import carried, codes_of, issue_missing, renew_one
from planner.store import invitation as invitations
from planner.store.account import Credential, find_credential
from tests.factories import NOW, Office, make_delegate, who
from tests.queries import counted

KEY = "k" * 32
LATER = NOW + timedelta(days=1)


def codes(session: Session, office: Office, *, renew: bool = False) -> dict[str, str]:
    found = codes_of(session, KEEPER, office.meeting.id, KEY, NOW, renew=renew)
    return {one.delegate.name: one.code for one in found}


def test_codes_are_the_same_every_time(session: Session, office: Office) -> None:
    first = codes(session, office)

    assert list(first) == ["Lê Ngọc Lan"]
    assert is_well_formed(first["Lê Ngọc Lan"])
    assert codes(session, office) == first


def test_only_the_hash_is_stored(session: Session, office: Office) -> None:
    code = codes(session, office)["Lê Ngọc Lan"]

    kept = session.query(Credential).filter_by(kind="delegate").one()

    assert (kept.hash, kept.owner_id) == (token_hash(code), office.lan.id)
    assert code not in [kept.label, kept.scopes, kept.used_by]


def test_who_has_none_yet_gets_one_beside_the_others(session: Session, office: Office) -> None:
    first = codes(session, office)
    make_delegate(session, office.meeting, office.other, "Trần An")

    both = codes(session, office)

    assert both["Lê Ngọc Lan"] == first["Lê Ngọc Lan"]
    assert set(both) == {"Lê Ngọc Lan", "Trần An"}


def test_renewed_codes_replace_the_old_which_stay_known(session: Session, office: Office) -> None:
    old = codes(session, office)["Lê Ngọc Lan"]

    new = codes(session, office, renew=True)["Lê Ngọc Lan"]

    assert new != old
    assert codes(session, office) == {"Lê Ngọc Lan": new}
    known = find_credential(session, "delegate", token_hash(old))
    assert known is not None
    assert (known.owner_id, known.revoked_at, known.generation) == (office.lan.id, NOW, 1)


def test_one_code_is_renewed_alone(session: Session, office: Office) -> None:
    an = make_delegate(session, office.meeting, office.other, "Trần An")
    first = codes(session, office)

    new = renew_one(session, an.id, KEY, LATER)

    assert codes(session, office) == {**first, "Trần An": new}


def test_who_was_taken_off_the_list_gets_no_code(session: Session, office: Office) -> None:
    office.lan.state = "cancelled"
    session.commit()

    assert codes(session, office) == {}


def test_a_stranger_gets_no_codes(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        codes_of(session, who(session, office.tuan), office.meeting.id, KEY, NOW)
    with pytest.raises(NotFound):  # hosting is not enough to make them
        codes_of(session, who(session, office.minh), office.meeting.id, KEY, NOW)


def test_ten_thousand_codes_are_made_in_one_go(session: Session, office: Office) -> None:
    rows = [
        {
            "meeting_id": office.meeting.id,
            "name": f"Người {number}",
            "search_key": f"nguoi {number}",
            "sort_key": sort_key(f"Người {number}"),
        }
        for number in range(10_000)
    ]
    invitations.add_delegates(session, rows)

    with counted(session) as sent:
        made = issue_missing(session, office.meeting.id, KEY, NOW)

    assert made == 10_001
    assert len(sent) < 100  # many rows a statement


@pytest.mark.parametrize("many", [1, 30])
def test_codes_take_the_same_queries_for_one_and_for_thirty(
    session: Session, office: Office, many: int
) -> None:
    for number in range(many - 1):
        make_delegate(session, office.meeting, office.other, f"Người {number}")
    codes(session, office)

    with counted(session) as sent:
        found = carried(session, office.meeting.id, KEY)

    assert (len(sent), len(found)) == (1, many)
