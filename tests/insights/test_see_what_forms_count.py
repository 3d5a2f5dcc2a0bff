"""表里数的: counted answers by form and question; outside the station few are hidden, and so are running quarters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.insights import answers
from linli.insights.answers import Question, Sheet
from linli.kernel.period import Period, last_quarter, quarter
from linli.kernel.policy import acting
from linli.kernel.scope import enter
from linli.people.actions.areas import of_row
from linli.places.models import Division
from linli.practice import actions
from linli.practice.actions.forms import kept
from linli.practice.definitions import every, question
from linli.practice.models import CaseFile, CountedAnswer, FormAnswer, FormVersion
from tests.conftest import Standing
from tests.factories import groups, people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
CODE = "case_evaluation"
ASKED = f"{CODE}.satisfaction"


def ended() -> Period:
    return last_quarter(timezone.localdate())


@pytest.fixture
def cases(county: County, post: Post) -> list[CaseFile]:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    return [practice.case(people.person(county.communities[0], f"某{n}"), worker.actor) for n in range(14)]


def fill(case: CaseFile, choice: str, number: int | None = None, day: object = None) -> FormAnswer:
    """Have the form of a case been filled in on the first day of the quarter that is over."""
    at = timezone.now() - (timezone.localdate() - ended().start)
    with acting():
        FormAnswer.objects.filter(case=case, code=CODE, replaced_at=None).update(replaced_at=timezone.now())
        made = FormAnswer.objects.create(
            case=case, version=kept(case.county_id, every()[CODE]), code=CODE, filed_at=day or at,
            by_post_id=case.opened_by_id, **of_row(case),
        )  # fmt: skip
        CountedAnswer.objects.create(case=case, answer=made, code=ASKED, choice=choice, **of_row(case))
        if number is not None:
            told = {"number": Decimal(number), **of_row(case)}
            CountedAnswer.objects.create(case=case, answer=made, code=f"{CODE}.own_1", **told)
    return made


def ask_how_often(county: Division) -> None:
    """Let a county ask a question of its own that is counted, a number."""
    form = every()[CODE]
    field = question(code="own_1", label="来了几次", kind="number", counted=True, extra=True)
    own = replace(form, sections=(*form.sections, replace(form.sections[-1], title="本县", fields=(field,), rows="")))
    with acting():
        FormVersion.objects.create(
            county=county, code=CODE, number=9, content=own.content, digest=own.digest, source="会",
            starts_on=timezone.localdate(),
        )  # fmt: skip


def sheet(by: Standing, place: Division, period: Period | None = None, code: str = CODE) -> Sheet:
    """Return one form as somebody in her own session is shown it."""
    enter(by.actor.scope)
    (found,) = (one for one in answers.counted(place, period or ended(), by.actor) if one.title == every()[code].title)
    return found


def chosen(found: Sheet) -> dict[str, str]:
    return dict(found.questions[0].rows)


def test_the_head_of_the_station_sees_every_number(county: County, post: Post, cases: list[CaseFile]) -> None:
    for case, choice in zip(cases, ["很满意"] * 11 + ["不满意"] * 2, strict=False):
        fill(case, choice)
    found = sheet(post(Role.STATION_LEAD, county.towns[0]), county.towns[0])
    assert (found.questions[0].total, chosen(found)) == (
        "13", {"很满意": "11", "满意": "0", "一般": "0", "不满意": "2", "没有问": "0"}
    )  # fmt: skip


def test_officers_open_no_case_and_see_no_number_of_few(county: County, post: Post, cases: list[CaseFile]) -> None:
    for case, choice in zip(cases, ["很满意"] * 11 + ["不满意"] * 2, strict=False):
        fill(case, choice)
    for by, place in ((post(Role.STREET_OFFICER, county.towns[0]), county.towns[0]),
                      (post(Role.COUNTY_OFFICER, county.division), county.division)):  # fmt: skip
        found = sheet(by, place)
        assert not CaseFile.objects.exists()
        assert (found.questions[0].total, chosen(found)) == (
            "13", {"很满意": "＊", "满意": "0", "一般": "0", "不满意": "＊", "没有问": "0"}
        )  # fmt: skip


def test_another_town_counts_nothing_of_it(county: County, post: Post, cases: list[CaseFile]) -> None:
    fill(cases[0], "很满意")
    found = sheet(post(Role.STATION_LEAD, county.towns[1]), county.towns[1])
    assert (found.questions[0].total, set(chosen(found).values())) == ("0", {"0"})


def test_a_number_has_its_mean_where_enough_answered(county: County, post: Post, cases: list[CaseFile]) -> None:
    ask_how_often(county.division)
    for case in cases[:10]:
        fill(case, "满意", 3)
    officer, lead = post(Role.COUNTY_OFFICER, county.division), post(Role.STATION_LEAD, county.towns[0])
    assert sheet(officer, county.division).questions[-1] == Question("来了几次", "＊")
    assert sheet(lead, county.towns[0]).questions[-1] == Question("来了几次", "10", mean="平均 3.0")
    fill(cases[10], "满意", 8)
    assert sheet(officer, county.division).questions[-1] == Question("来了几次", "11", mean="平均 3.5")


def test_filled_in_again_the_last_of_the_quarter_counts_and_the_quarter_stays_as_it_was(
    county: County, post: Post, cases: list[CaseFile]
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    fill(cases[0], "不满意")
    assert chosen(sheet(lead, county.towns[0]))["不满意"] == "1"
    fill(cases[0], "满意", day=timezone.now())
    assert chosen(sheet(lead, county.towns[0]))["不满意"] == "1"
    assert chosen(sheet(lead, county.towns[0], quarter(timezone.localdate())))["满意"] == "1"


def test_what_groups_answer_names_nobody_and_is_shown(county: County, post: Post) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    group = groups.begun(county.communities[0], worker.actor, people.person(county.communities[0], "组员"))
    actions.file_work_form(group, every()["group_evaluation"], {"reached": "达到了"}, by=worker.actor)
    officer = post(Role.COUNTY_OFFICER, county.division)
    found = sheet(officer, county.division, quarter(timezone.localdate()), "group_evaluation")
    assert (found.questions[0].total, found.questions[0].rows[0]) == ("1", ("达到了", "1"))


def test_whoever_opens_no_file_is_shown_quarters_that_are_over(
    county: County, post: Post, cases: list[CaseFile], sign_in: SignIn
) -> None:
    today = timezone.localdate()
    for case in cases:
        fill(case, "很满意", day=timezone.now())
    address = f"/m/answers/?quarter={today.isoformat()}"
    lead, officer = post(Role.STATION_LEAD, county.towns[0]), post(Role.COUNTY_OFFICER, county.division)
    assert "很满意 14" in sign_in(lead).get(address).content.decode()
    page = sign_in(officer).get(address).content.decode()
    assert ("很满意 0" in page, "只看已经过完的季度" in page) == (True, True)
    assert sign_in(lead).get("/m/answers/?quarter=9999-x").status_code == 200
    assert "表里数的" in sign_in(officer).get("/m/reports/").content.decode()
    assert sign_in(post(Role.SOCIAL_WORKER, county.towns[0])).get("/m/answers/").status_code == 404
    assert (ended().end + timedelta(days=1)) == quarter(today).start


def test_it_asks_as_many_questions_at_one_answer_as_at_three(county: County, post: Post, cases: list[CaseFile]) -> None:
    lead, counts = post(Role.STATION_LEAD, county.towns[0]), []
    for case in cases[:3]:
        fill(case, "满意")
        with CaptureQueriesContext(connection) as asked:
            answers.counted(county.towns[0], ended(), lead.actor)
        counts.append(len(asked))
    assert counts[0] == counts[2] == 6  # the scope told, kept and told back; cases, groups and activities; versions
