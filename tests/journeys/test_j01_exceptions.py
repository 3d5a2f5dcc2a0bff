"""J1, what goes otherwise: each exception with the test that holds it, and those that only a browser can show.

consent taken back in the middle | practice/test_pages_of_the_work.py | test_consent_taken_back_while_writing_stops_it_and_keeps_the_words
consent taken back, the end left | practice/test_close_a_case.py | test_consent_taken_back_leaves_the_end_and_no_looking_after
without consent nothing is written | practice/test_hold_a_session.py | test_consent_taken_back_stops_the_writing
two workers correct one session | practice/test_pages_of_the_work.py | test_two_corrections_meet_in_one_view
two pages write one session | practice/test_pages_of_the_work.py | test_two_open_pages_see_both_and_lose_neither
two workers write one intake | practice/test_note_the_intake.py | test_a_colleague_wrote_meanwhile_and_both_are_shown
a crisis | practice/test_somebody_is_in_danger.py | test_two_taps_and_both_are_rung
a crisis before anybody agreed | practice/test_somebody_is_in_danger.py | test_neither_consent_nor_approval_stands_in_the_way
a crisis from any page | journeys/test_j01_exceptions.py | test_a_crisis_is_two_taps_from_any_page_of_a_case
another worker takes over | practice/test_a_case_rests_and_changes_hands.py | test_whoever_takes_over_reads_five_things_and_has_the_todos
a worker leaves with 25 cases | practice/test_a_case_rests_and_changes_hands.py | test_a_worker_leaves_with_her_cases
the next one has no check | practice/test_a_case_rests_and_changes_hands.py | test_one_child_and_no_check_and_nothing_changes_hands
signs of harm at the door | desk/test_a_child_at_a_door.py | test_signs_of_harm_lead_on_to_the_report
nobody can tell yet | desk/test_a_child_at_a_door.py | test_in_doubt_it_is_looked_at_on_the_next_working_day
a child whose birthday nobody knows | practice/test_who_opens_a_case.py | test_a_child_without_a_birthday_is_protected_all_the_same
a guardian who is suspected signs | practice/test_sign_the_consent.py | test_whoever_is_suspected_of_harming_her_does_not_speak_for_her
a guardian who is suspected is named | practice/test_note_the_intake.py | test_a_suspected_guardian_is_neither_offered_nor_taken
a guardian who is suspected is rung up | practice/test_take_part.py | test_whoever_is_suspected_is_not_rung_up
a child under 14 | practice/test_sign_the_consent.py | test_a_child_under_14_does_not_agree_alone
signed on paper, photographed later | practice/test_sign_the_consent.py | test_paper_first_its_photograph_later_and_once
the client dies | practice/test_close_a_case.py | test_after_a_death_nothing_is_written_but_the_end
two sessions at one hour | practice/test_hold_a_session.py | test_the_same_hour_is_told_and_may_be_meant
a colleague wrote it already | practice/test_hold_a_session.py | test_a_colleague_who_wrote_it_already_is_told
a goal with no measure | practice/test_pages_of_the_work.py | test_a_goal_without_a_measure_keeps_what_was_typed
a goal whose number nobody knows | practice/test_pages_of_the_work.py | test_a_goal_whose_number_nobody_knows_asks_for_it
the supervisor sends the plan back | practice/test_write_a_plan.py | test_sent_back_wants_a_sentence_and_the_team_reads_it
a desk sends the aid back | practice/test_apply_for_charity_aid.py | test_sent_back_it_is_mended_and_goes_again
the county says no | practice/test_apply_for_charity_aid.py | test_the_county_says_no_with_a_reason
the closing is sent back | practice/test_close_a_case.py | test_sent_back_it_is_asked_again
a line of the list is missing | practice/test_close_a_case.py | test_each_gap_is_refused_at_its_field_and_nothing_is_stored
closed and taken up again | practice/test_close_a_case.py | test_two_people_take_a_case_up_again
a template with a broken tag | practice/test_print_a_paper.py | test_a_template_with_a_broken_tag_is_not_taken
two hundred pages | practice/test_print_a_long_file.py | test_two_hundred_pages_are_set_in_sections_and_numbered_through
the line is lost in a long note | journeys/test_j01_exceptions.py | test_three_thousand_characters_outlive_the_line
the line is lost at the door | journeys/test_j01_doorway.py | test_the_line_is_lost_in_the_middle_and_nothing_with_it
the server dies at the door | journeys/test_j01_server_dies.py | test_the_server_dies_in_the_middle_and_nothing_is_lost
"""  # noqa: E501

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.practice.models import CaseFile, CaseSession, CrisisResponse
from tests.conftest import Standing
from tests.factories import people, plans
from tests.factories.places import County
from tests.journeys.hands import Hand, Story

pytestmark = pytest.mark.django_db(transaction=True)
TESTS = Path(__file__).parents[1]
LONG = "他今天说了很多，关于学校，关于奶奶，也关于以后想做什么。" * 110  # over 3,000 characters
PAGES = ("", "session/", "plan/", "assess/", "review/", "close/", "papers/", "aid/", "margin/", "activities/")


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def case(county: County, worker: Standing, post: Callable[..., Standing], sees: Callable[[], Any]) -> CaseFile:
    """A case that is worked by a plan, with a supervisor who has a telephone."""
    supervisor = post(Role.SUPERVISOR, county.towns[0])
    with sees():
        return plans.working(people.person(county.communities[0], "高某"), worker.actor, supervisor.actor)


def table() -> list[tuple[str, str]]:
    """Return the file and the test of each exception named above."""
    rows = [line.split(" | ") for line in (__doc__ or "").splitlines() if line.count(" | ") == 2]
    return [(file, name) for _what, file, name in rows]


def missing(rows: list[tuple[str, str]]) -> list[str]:
    """Return the tests that are named and not there."""
    return [name for file, name in rows if not re.search(rf"^def {name}\(", (TESTS / file).read_text(), re.M)]


def test_every_exception_has_the_test_it_names() -> None:
    assert len(table()) > 30 and missing(table()) == []


def test_control_a_test_that_is_not_there_is_told() -> None:
    assert missing([("journeys/test_j01_case.py", "test_nobody_wrote")]) == ["test_nobody_wrote"]


def test_three_thousand_characters_outlive_the_line(
    worker: Standing, case: CaseFile, open_as: Callable[..., Page], sees: Callable[[], Any]
) -> None:
    page = open_as(worker)
    page.goto(f"/w/cases/{case.pk}/session/")
    page.wait_for_selector("html[data-ready]", state="attached")
    note, kept = page.locator("main [name='note']"), page.locator("[data-autosave-status]")
    with page.expect_response("**/save/"):
        note.fill(LONG[:1500])
    page.context.set_offline(True)
    note.fill(LONG)
    expect(kept).to_contain_text("没连上，先存在这台设备上")
    page.get_by_role("button", name="完成").click()
    expect(note).to_have_value(LONG)
    page.context.set_offline(False)
    page.reload()  # the page was put aside and opened again
    expect(note).to_have_value(LONG)
    expect(kept).to_contain_text("已自动保存")
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_text("记好了，第1次")).to_be_visible()
    with sees():
        assert CaseSession.objects.get().note == LONG


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_crisis_is_two_taps_from_any_page_of_a_case(
    worker: Standing, case: CaseFile, open_as: Callable[..., Page], sees: Callable[[], Any], script: bool
) -> None:
    hand = Hand(open_as(worker, script=script), Story(1), script=script)
    for page in PAGES:
        hand.at(f"/w/cases/{case.pk}/{page}")
        expect(hand.button("危机", exact=True)).to_be_visible()
    with hand.act("crisis from any page of a case"):
        hand.go("危机", exact=True)
        hand.go("走失、联系不上")
    hand.sees("马上打电话")
    with sees():
        assert CrisisResponse.objects.get().kind == "missing"
