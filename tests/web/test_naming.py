import pytest

from planner.store.directory import Unit
from planner.web.naming import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Huyện đoàn Cầu Ngang", "Cầu Ngang"),
        ("Văn phòng", "Văn phòng"),
        ("Huyện đoàn", "Huyện đoàn"),
    ],
)
def test_a_unit_is_called_without_its_kind_where_there_is_little_room(
    name: str, short: str
) -> None:
    assert short_name(Unit(name=name, kind="huyện đoàn")) == short
