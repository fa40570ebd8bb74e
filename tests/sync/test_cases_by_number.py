"""The faults and attacks the way of a fact must survive, D-25 to D-58, each with the tests that inject it.

The container's cases are vectors (`tests/vectors/faults.py`), judged by `test_package_faults.py` and named here after
their file. Renaming a test without saying so here is noticed.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.vectors.catalogue import ALL

ROOT = Path(__file__).parents[2]
CASES: dict[int, str] = {
    25: "sync/test_travel::the_same_package_a_second_time_changes_nothing",
    26: "sync/test_travel::packages_in_the_order_three_one_two_end_as_in_order",
    27: "sync/test_travel::packages_in_the_order_three_one_two_end_as_in_order",
    28: """
        sync/test_inbox::later_changes_wait_for_a_hole_and_are_applied_when_it_arrives
        sync/test_inbox::several_holes_filled_in_any_order_end_the_same
    """,
    29: """
        sync/test_returns::the_same_return_twice_changes_nothing_and_says_so
        sync/test_returns::an_old_return_after_a_new_one_is_stale_and_a_lost_one_is_not_missed
    """,
    30: """
        sync/test_returns::a_laptop_put_back_from_a_backup_gets_its_lost_changes_from_the_county
        sync/test_travel::a_restored_laptop_that_writes_on_loses_neither_history
    """,
    31: """
        sync/test_travel::a_restored_laptop_that_writes_on_loses_neither_history
        sync/test_stations::two_computers_with_one_record_are_told_until_an_officer_has_looked
    """,
    32: """
        sync/test_returns::a_second_laptop_learns_what_the_first_wrote
        sync/test_stations::two_computers_with_one_record_are_told_until_an_officer_has_looked
    """,
    33: "sync/test_returns::a_county_put_back_from_a_backup_is_given_everything_again_by_itself",
    34: "cli/test_server::a_county_moves_to_a_server_between_two_packages_and_nobody_can_tell",
    35: "sync/test_apart::different_fields_are_merged_marked_and_no_work_for_anyone",
    36: "sync/test_apart::three_answers_to_one_field_are_all_kept_and_one_settling_ends_it_everywhere",
    37: "sync/test_apart::taken_out_here_and_edited_there_asks_a_person_whichever_comes_first",
    38: """
        sync/test_purge::an_old_package_delivered_late_brings_nobody_back
        sync/test_purge::a_record_put_back_from_a_copy_is_erased_again_when_it_is_opened
    """,
    39: """
        sync/test_transfers::d39_what_was_written_before_the_grant_was_seen_goes_to_the_new_township
        sync/test_transfers::d39_granted_without_a_request_when_the_laptop_is_lost
    """,
    40: "sync/test_duplicates::the_same_number_at_two_townships_is_a_suspicion_and_no_block",
    41: "sync/test_apart::clocks_of_1970_and_2099_change_no_order_and_are_shown_to_people",
    42: """
        sync/test_inbox::after_a_revocation_earlier_changes_count_and_later_ones_wait_for_review
        sync/test_stations::a_laptop_stood_down_counts_up_to_its_last_package_and_what_comes_later_waits
    """,
    43: """
        sync/test_returns::where_both_sides_differ_the_records_are_named_and_everything_is_asked_for
        ui/pages/test_monthly::records_in_which_both_sides_differ_are_named_under_their_package
    """,
    44: """
        sync/test_returns::a_return_that_takes_out_a_large_part_of_the_households_is_held_until_somebody_insists
        ui/pages/test_handover_brake::it_is_read_in_only_after_the_number_is_typed_and_a_copy_was_made
    """,
    45: """
        sync/test_plug_pulled::a_stage_cut_off_is_there_whole_or_not_at_all_and_a_rerun_finishes_it
        sync/test_inbox::an_import_that_fails_at_any_step_leaves_nothing_and_can_be_repeated
    """,
    46: "sync/test_inbox::of_sixty_packages_at_once_three_bad_ones_are_named_and_the_others_come_in",
    47: """
        flipped-header-mac cut-in-half cut-by-one appended
        sync/test_package_damage::any_single_byte_changed_anywhere_is_refused
        sync/test_package_damage::cut_anywhere_it_is_incomplete
        sync/test_package_damage::with_anything_appended_it_is_refused
    """,
    48: "empty photo text plain-zip",
    49: "for-another-county sync/test_returns::a_return_is_for_one_laptop_of_one_county",
    50: "unsealed sealed-by-impostor unknown-sender sync/test_package_faults::an_unknown_sender_is_shown_as_claimed",
    51: "re-addressed report-as-return sync/test_returns::a_return_is_for_one_laptop_of_one_county",
    52: """
        sync/test_stations::after_new_keys_a_package_to_the_old_one_comes_in_with_a_word_and_the_return_brings_the_new
        sync/test_stations::a_package_to_a_key_that_is_gone_says_what_to_do
    """,
    53: """
        manifest-by-operational-key
        sync/test_stations::keys_offered_by_somebody_else_are_refused_and_the_alarm_is_written_down
    """,
    54: """
        too-new unknown-suite good-unknown-header-field
        sync/test_inbox::what_a_newer_version_writes_is_kept_carried_and_not_applied
    """,
    55: "total-lies sync/test_package_faults::a_bomb_is_stopped_in_little_memory",
    56: """
        line-300-kib line-very-deep line-5000-digits line-nan line-doubled-key line-lone-surrogate line-nul line-bom
        line-overlong million-lines ledger/test_json_vectors::what_no_reader_may_read_is_refused_with_its_line
    """,
    57: "passphrase envelope-too-large sync/test_age_vectors::everything_else_is_refused_under_its_code",
    58: "sync/test_package_carry::a_stick_that_gives_back_other_bytes_is_named_and_keeps_no_copy",
}


@cache
def functions_of(module: str) -> frozenset[str]:
    """Names of the test functions of a module, as they are collected."""
    tree = ast.parse((ROOT / "tests" / f"{module}.py").read_text("utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize("number", CASES)
def test_every_case_has_its_test(number: int) -> None:
    for named in CASES[number].split():
        module, _, function = named.partition("::")
        assert f"test_{function}" in functions_of(module) if function else named in ALL, named


def test_no_case_of_the_sync_and_of_the_container_is_left_out() -> None:
    """D-25 to D-58, and no number is spoken of in these tests that is not one of the whole list, D-01 to D-74."""
    assert set(CASES) == set(range(25, 59))
    spoken = {
        int(each)
        for path in (ROOT / "tests" / "sync").glob("*.py")
        for each in re.findall(r"\bD-(\d\d)\b", path.read_text("utf-8"))
    }
    assert spoken <= set(range(1, 75))
