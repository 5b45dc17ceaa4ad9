"""What can go wrong at a door, case by case, and the tests that hold it.

The cases and their numbers are those of the reference on check-in at the venue, all of them; 0 is
our own. Some have a server's half and a phone's.
"""

import ast
from functools import cache

import pytest

from planner.config import ROOT

SCAN = "services/test_attendance_scan.py"
DESK = "services/test_attendance_desk.py"
MERGE = "services/test_attendance_merging.py"
DOOR = "services/test_attendance_door.py"
TOGETHER = "services/test_doors_at_once.py"
LEDGER = "services/test_attendance_ledger.py"
RULES = "domain/test_attendance.py"
API = "web/api/test_attendance.py"
SHORT = "web/api/test_short_code.py"
PAGES = "web/test_attendance.py"
KILLED = "web/api/test_kill.py"
LOGS = "web/test_door_page.py"
PAGE = "browser/test_door.py"
FILMS = "browser/test_door_films.py"
PHONE = "browser/test_door_phone.py"
OFFLINE = "browser/test_door_offline.py"
PEOPLE = "browser/test_door_people.py"
TROUBLES = "browser/test_door_troubles.py"
MODULES = "browser/test_door_modules.py"
SPEED = "browser/test_door_speed.py"

HELD = {
    (0, "the server dies in the middle"): {
        KILLED: ["test_nothing_acknowledged_is_lost_and_nothing_is_kept_twice"],
        OFFLINE: ["test_a_server_that_is_killed_costs_no_scan"],
    },
    (1, "the answer to an id is lost"): {
        SCAN: ["test_a_lost_answer_is_given_again"],
        OFFLINE: ["test_an_answer_that_was_lost_is_asked_for_again"],
    },
    (2, "an id with another body"): {SCAN: ["test_an_id_with_another_body_is_told_apart"]},
    (3, "two devices, one person, one instant"): {TOGETHER: ["test_everybody_is_counted_once"]},
    (4, "two queues in both orders"): {
        SCAN: ["test_two_queues_give_one_result_in_both_orders"],
        MERGE: ["test_any_order_and_any_cut_give_one_projection"],
        OFFLINE: ["test_two_devices_without_the_network_give_one_result_in_any_order"],
    },
    (5, "a queue twice, cut in the middle"): {
        SCAN: ["test_a_queue_that_was_cut_may_come_again_whole"],
    },
    (6, "one bad item among two hundred"): {
        SCAN: ["test_no_scan_at_all_stops_nobody"],
        OFFLINE: ["test_a_queue_of_hundreds_goes_in_batches_each_with_its_own_answer"],
    },
    (7, "cancelled while the door was offline"): {
        SCAN: ["test_who_is_no_longer_called_is_refused_online_and_looked_at_offline"],
        OFFLINE: ["test_who_was_let_in_and_should_not_have_been_is_to_be_looked_at"],
    },
    (8, "a clock that is wrong or jumps"): {
        RULES: ["test_a_clock_is_put_right"],
        SCAN: ["test_a_clock_that_is_wrong_is_put_right"],
        TROUBLES: ["test_a_clock_that_is_wrong_is_said"],
        PHONE: ["test_a_wrong_clock_lets_nobody_wait_and_writes_no_wrong_hour"],
    },
    (9, "a scan of the future or from before the doors"): {
        SCAN: ["test_the_hours_of_a_door"],
        RULES: ["test_a_clock_is_put_right"],
    },
    (10, "two scans in one millisecond"): {SCAN: ["test_the_same_millisecond_has_one_winner"]},
    (11, "a revoked device with a queue"): {
        DESK: ["test_the_queue_of_a_revoked_device_waits_and_is_judged_as_of_its_time"],
        TROUBLES: ["test_a_device_that_is_shut_out_loses_the_list_and_brings_its_queue"],
    },
    (12, "a code of another meeting"): {
        DESK: ["test_a_wrong_door_tells_a_code_which_meeting_is_its_own"],
        PEOPLE: ["test_a_code_of_another_meeting_says_which_one_is_theirs"],
    },
    (13, "a device does what it may not"): {
        SCAN: ["test_a_device_does_only_what_it_may"],
        API: ["test_a_device_without_the_right_does_not_search"],
    },
    (14, "a pairing link is looked at, used twice, by two phones at once, late"): {
        API: ["test_looking_at_a_pairing_link_does_not_spend_it", "test_a_device_is_paired_once"],
        TOGETHER: ["test_a_pairing_that_many_phones_spend_at_once_lets_one_in"],
        DOOR: ["test_a_pairing_ends_after_half_an_hour"],
        PAGE: ["test_a_link_takes_one_device_and_no_more"],
    },
    (15, "a code was renewed"): {
        SCAN: [
            "test_a_renewed_code_makes_the_old_one_replaced",
            "test_who_is_no_longer_called_is_refused_online_and_looked_at_offline",
        ],
    },
    (16, "the substitute comes, then the invitee"): {
        SCAN: ["test_the_substitute_and_the_invitee_may_both_come"],
        PEOPLE: ["test_a_deputy_comes_in_place_of_who_was_called"],
    },
    (17, "a substitute where none is allowed"): {DESK: ["test_of_a_congress_nobody_comes_instead"]},
    (18, "voids, their order, voids of voids"): {
        SCAN: ["test_a_void_may_come_before_its_scan", "test_a_void_of_a_void_restores"],
        TOGETHER: ["test_voids_and_scans_that_cross_end_as_the_log_says"],
        PEOPLE: ["test_a_scan_is_taken_back_and_put_in_again_before_it_arrived"],
    },
    (19, "let in before a cancellation, sent after it"): {
        DESK: ["test_a_late_refusal_waits_for_a_word_and_stays_by_it"],
    },
    (20, "not open, closed, past midnight"): {
        SCAN: ["test_the_hours_of_a_door", "test_each_day_of_a_meeting_is_a_sitting"],
        RULES: ["test_a_meeting_that_ends_at_midnight_has_one_day"],
    },
    (21, "a count of people, not of scans"): {
        SCAN: [
            "test_the_second_door_hears_of_the_first",
            "test_a_walk_in_becomes_a_delegate_who_is_in",
        ],
        DESK: ["test_the_board_counts_by_unit_and_knows_the_quorum"],
    },
    (22, "looking never checks in"): {API: ["test_looking_never_checks_in"]},
    (23, "keyboards and scanners mangle a code"): {
        SCAN: ["test_a_code_survives_keyboards"],
        MODULES: ["test_the_page_reads_texts_as_the_server_does"],
        PAGE: [
            "test_a_scanner_may_type_as_it_likes",
            "test_a_scanner_types_behind_a_name_that_was_searched",
        ],
    },
    (24, "foreign text leaves nothing personal"): {
        SCAN: ["test_foreign_text_is_refused_and_not_kept"],
        FILMS: ["test_foreign_codes_stop_nobody_and_leave_nothing"],
    },
    (25, "no camera, a refused one, one that goes away, a hidden page"): {
        TROUBLES: [
            "test_a_camera_that_is_refused_leaves_typing",
            "test_a_camera_that_goes_away_can_be_started_again",
        ],
        PHONE: ["test_a_hidden_page_leaves_the_camera_and_takes_it_again"],
    },
    (26, "a code that stays in view"): {
        FILMS: ["test_a_code_that_stays_in_view_is_one_scan_and_two_in_turn_are_two"],
    },
    (27, "one code, another, the first again"): {
        FILMS: ["test_a_code_that_stays_in_view_is_one_scan_and_two_in_turn_are_two"],
    },
    (28, "a wrong code, then a right one"): {
        SCAN: ["test_no_scan_at_all_stops_nobody"],
        PAGE: ["test_a_typed_code_lets_in_once"],
        FILMS: ["test_foreign_codes_stop_nobody_and_leave_nothing"],
    },
    (29, "a reload and a restart with a full queue"): {
        OFFLINE: ["test_scan_reload_and_restart_without_the_network_then_all_is_there"],
        PHONE: ["test_a_phone_that_was_switched_off_has_its_queue"],
    },
    (30, "no answer, a late one, a foreign network's page"): {
        OFFLINE: [
            "test_nobody_waits_for_an_answer_longer_than_two_and_a_half_seconds",
            "test_the_login_page_of_a_foreign_network_is_no_answer",
        ],
    },
    (31, "a decoder that is not there, or of the wrong kind"): {
        TROUBLES: ["test_a_decoder_that_does_not_load_is_said"],
        PHONE: ["test_a_decoder_of_the_wrong_kind_reads_all_the_same"],
        LOGS: ["test_only_the_door_may_run_its_decoder_and_use_the_camera"],
    },
    (32, "no request leaves our host"): {FILMS: ["test_the_camera_reads_each_code_once"]},
    (33, "a store that is refused or full"): {
        TROUBLES: [
            "test_a_full_device_says_so_and_works_on_with_the_network",
            "test_a_browser_that_keeps_nothing_says_so_and_works_with_the_network",
        ],
    },
    (34, "an old page and a new server"): {
        TROUBLES: ["test_an_older_page_understands_what_it_can_of_a_newer_server"],
        PHONE: ["test_a_newer_page_waits_for_the_queue"],
    },
    (35, "names without dấu"): {
        API: ["test_people_are_found_without_dau"],
        MODULES: ["test_the_page_finds_names_as_the_server_does"],
        PEOPLE: ["test_a_device_with_that_right_finds_names_without_the_network"],
    },
    (36, "one guest written down at two doors"): {
        MERGE: ["test_one_guest_written_down_at_two_doors_is_looked_at"],
        PEOPLE: [
            "test_the_same_guest_at_two_doors_without_the_network_is_two_lines_to_be_looked_at"
        ],
    },
    (37, "a kiosk reaches no list"): {PAGES: ["test_a_kiosk_reaches_no_names"]},
    (38, "no name in the roster is readable"): {
        API: ["test_the_roster_is_sealed"],
        OFFLINE: [
            "test_the_list_names_nobody_without_a_code",
            "test_each_text_has_its_answer_without_the_network",
        ],
    },
    (39, "no answer holds a token"): {PAGES: ["test_no_answer_of_the_door_repeats_a_token"]},
    (40, "codes are guessed"): {SHORT: ["test_guessing_is_slow"], DOOR: ["test_guessing_is_slow"]},
    (41, "a backup older than the devices"): {
        MERGE: ["test_devices_bring_back_what_an_older_backup_has_lost"],
        TROUBLES: [
            "test_a_server_restored_from_before_the_device_gets_the_queue_after_pairing_anew"
        ],
    },
    (42, "thousands of people on a weak phone"): {
        SPEED: ["test_an_answer_without_the_network_comes_at_once"],  # to the ms: bench/door.py
    },
    (43, "a badge is printed twice"): {
        DESK: ["test_a_badge_holds_the_code_and_checks_nobody_in"],
        PEOPLE: ["test_a_badge_is_printed_and_the_second_time_says_so"],
    },
    (44, "the projection is rebuilt equal"): {
        LEDGER: ["test_a_damaged_projection_is_read_anew"],
        MERGE: ["test_any_order_and_any_cut_give_one_projection"],
    },
    (45, "a row of guests before the camera"): {
        FILMS: [
            "test_a_row_of_guests_is_read_as_fast_as_they_come",
            "test_codes_are_read_small_tilted_blurred_and_in_a_moving_hand",
        ],
    },
    (46, "plain http on another machine's address"): {
        TROUBLES: ["test_plain_http_says_what_is_lost_and_lets_codes_be_typed"],
    },
}


@cache
def what_tests_say(file: str) -> dict[str, str]:
    """Each test of a file with its text."""
    tree = ast.parse((ROOT / "tests" / file).read_text())
    return {one.name: ast.unparse(one) for one in tree.body if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize(("case", "held_by"), HELD.items(), ids=lambda one: str(one)[:40])
def test_a_case_is_held_by_tests_that_can_fail(
    case: tuple[int, str], held_by: dict[str, list[str]]
) -> None:
    found = [
        what_tests_say(file).get(name, "") for file, names in held_by.items() for name in names
    ]

    assert all("assert " in text or "expect(" in text for text in found), case


def test_no_case_is_left_out() -> None:
    assert [number for number, _words in HELD] == list(range(47))
