from planner.domain.rights import KEEPER, Action, Role, Viewer

ORGANISER = Viewer(account_id=1, name="Hà", role=Role.ORGANISER, unit_id=1, seat_id=1)


def test_the_keeper_may_do_everything_anywhere() -> None:
    assert [action for action in Action if not KEEPER.may_anywhere(action)] == []


def test_an_organiser_needs_a_tie_to_whatever_they_keep() -> None:
    assert ORGANISER.may_ever(Action.KEEP_UNITS)
    assert not ORGANISER.may_anywhere(Action.KEEP_UNITS)
    assert ORGANISER.may_anywhere(Action.SEE_UNITS)
