"""What can go wrong at a door, case by case, and the tests that hold it.

The cases are those of the reference on check-in at the venue. The browser's half of some (camera,
storage, network of the phone) is tried by the tests of the door page.
"""

import ast

import pytest

from planner.config import ROOT

SCAN = "services/test_attendance_scan.py"
DESK = "services/test_attendance_desk.py"
MERGE = "services/test_attendance_merging.py"
DOOR = "services/test_attendance_door.py"
TOGETHER = "services/test_doors_at_once.py"
LEDGER = "services/test_attendance_ledger.py"
API = "web/api/test_attendance.py"
PAGES = "web/test_attendance.py"
KILLED = "web/api/test_kill.py"
PAGE = "browser/test_door.py"
FILMS = "browser/test_door_films.py"

HELD = {
    (1, "the answer to an id is lost"): (SCAN, "test_a_lost_answer_is_given_again"),
    (2, "an id with another body"): (SCAN, "test_an_id_with_another_body_is_told_apart"),
    (3, "two devices, one person, one instant"): (TOGETHER, "test_everybody_is_counted_once"),
    (4, "two queues in both orders"): (
        MERGE,
        "test_any_order_and_any_cut_give_one_projection",
    ),
    (5, "a queue twice, cut in the middle"): (
        SCAN,
        "test_a_queue_that_was_cut_may_come_again_whole",
    ),
    (6, "one bad item among others"): (SCAN, "test_no_scan_at_all_stops_nobody"),
    (7, "cancelled while the door was offline"): (
        SCAN,
        "test_who_is_no_longer_called_is_refused_online_and_looked_at_offline",
    ),
    (8, "a clock that is wrong or jumps"): (SCAN, "test_a_clock_that_is_wrong_is_put_right"),
    (9, "a scan of the future or from before the doors"): (SCAN, "test_the_hours_of_a_door"),
    (10, "two scans in one millisecond"): (SCAN, "test_the_same_millisecond_has_one_winner"),
    (11, "a revoked device with a queue"): (
        DESK,
        "test_the_queue_of_a_revoked_device_waits_and_is_judged_as_of_its_time",
    ),
    (12, "a code of another meeting"): (
        DESK,
        "test_a_wrong_door_tells_a_code_which_meeting_is_its_own",
    ),
    (13, "a device does what it may not"): (SCAN, "test_a_device_does_only_what_it_may"),
    (14, "a pairing link is looked at, used twice, late"): (
        API,
        "test_looking_at_a_pairing_link_does_not_spend_it",
    ),
    (15, "a code was renewed"): (SCAN, "test_a_renewed_code_makes_the_old_one_replaced"),
    (16, "the substitute comes, then the invitee"): (
        SCAN,
        "test_the_substitute_and_the_invitee_may_both_come",
    ),
    (17, "a substitute where none is allowed"): (DESK, "test_of_a_congress_nobody_comes_instead"),
    (18, "voids, their order, voids of voids"): (SCAN, "test_a_void_may_come_before_its_scan"),
    (19, "let in before a cancellation, sent after it"): (
        DESK,
        "test_a_late_refusal_waits_for_a_word_and_stays_by_it",
    ),
    (20, "not open, closed, past midnight"): (SCAN, "test_each_day_of_a_meeting_is_a_sitting"),
    (21, "a count of people, not of scans"): (SCAN, "test_the_second_door_hears_of_the_first"),
    (22, "looking never checks in"): (API, "test_looking_never_checks_in"),
    (23, "keyboards and scanners mangle a code"): (SCAN, "test_a_code_survives_keyboards"),
    (24, "foreign text leaves nothing personal"): (
        SCAN,
        "test_foreign_text_is_refused_and_not_kept",
    ),
    (28, "a wrong code, then a right one"): (SCAN, "test_no_scan_at_all_stops_nobody"),
    (35, "names without dấu"): (API, "test_people_are_found_without_dau"),
    (36, "one guest written down at two doors"): (
        MERGE,
        "test_one_guest_written_down_at_two_doors_is_looked_at",
    ),
    (37, "a kiosk reaches no list"): (PAGES, "test_a_kiosk_reaches_no_names"),
    (38, "no name in the roster is readable"): (API, "test_the_roster_is_sealed"),
    (39, "no answer holds a token"): (PAGES, "test_no_answer_of_the_door_repeats_a_token"),
    (40, "codes are guessed"): (DOOR, "test_guessing_is_slow"),
    (41, "a backup older than the devices"): (
        MERGE,
        "test_devices_bring_back_what_an_older_backup_has_lost",
    ),
    (43, "a badge is printed twice"): (
        DESK,
        "test_a_badge_holds_the_code_and_checks_nobody_in",
    ),
    (44, "the projection is rebuilt equal"): (LEDGER, "test_a_damaged_projection_is_read_anew"),
    (45, "a film of codes"): (FILMS, "test_the_camera_reads_each_code_once"),
    (0, "the server dies in the middle"): (
        KILLED,
        "test_nothing_acknowledged_is_lost_and_nothing_is_kept_twice",
    ),
}


@pytest.mark.parametrize(("case", "held_by"), HELD.items(), ids=lambda one: str(one[0]))
def test_a_case_is_held_by_a_test(case: tuple[int, str], held_by: tuple[str, str]) -> None:
    file, name = held_by
    tree = ast.parse((ROOT / "tests" / file).read_text())

    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, case
