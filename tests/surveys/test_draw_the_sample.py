"""The frame is frozen and the sample drawn once, by a seed that is sealed and committed to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import Scope, seeing
from linli.matching import draws
from linli.notifications.models import Preference
from linli.people import actions as people
from linli.people.models import Person, PriorityTag
from linli.people.packs import shutting
from linli.surveys import actions, queries
from linli.surveys.models import Respondent, Stratum, Survey
from tests.architecture.test_restricted_is_not_used import restrict
from tests.factories import accounts
from tests.factories import surveys as factory
from tests.factories.people import areas, person
from tests.factories.places import County
from tests.factories.records import record


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title": "满"}, "请写 2 到 60 个字。"),
        ({"kind": "anybody"}, "请选调查哪些人。"),
        ({"until": date(2020, 1, 1)}, "结束的日子在开始以前。"),
        ({"closes_on": date(2020, 1, 1)}, "截止日已经过了。"),
        ({"size": 0}, "请填 1 到 20000。"),
        ({"least": 11}, "每层至少的人数不能比总数多。"),
        ({"quota": 0}, "请填 1 以上的数，或者不填。"),
    ],
)
def test_terms_that_make_no_survey_are_refused(county: County, facts: dict[str, Any], sentence: str) -> None:
    officer = factory.actor(Role.COUNTY_OFFICER, county.division)
    with pytest.raises(Refused) as refused:
        actions.commission(county.division, factory.terms(**facts), by=officer)
    assert refused.value.sentence == sentence


def test_only_the_county_commissions_and_only_in_its_own_place(county: County) -> None:
    town, lead = county.towns[0], factory.actor(Role.STATION_LEAD, county.towns[0])
    with pytest.raises(Refused, match="由区县立项"):
        actions.commission(town, factory.terms(), by=lead)
    elsewhere = factory.actor(Role.COUNTY_OFFICER, county.towns[1])
    with pytest.raises(Refused, match="不在您的管理范围里"):
        actions.commission(town, factory.terms(), by=elsewhere)


def test_whoever_works_for_the_places_asked_about_cannot_ask(county: County) -> None:
    work = factory.prepared(county.division)
    worker = accounts.post(Role.SOCIAL_WORKER, county.towns[0])
    with pytest.raises(Refused, match="只有第三方评估员和调查员能参加调查"):
        actions.engage(work.survey, worker, by=work.officer)
    both = accounts.post(Role.EVALUATOR, county.division, worker.user)
    with pytest.raises(Refused, match="还有被调查单位的岗位"):
        actions.engage(work.survey, both, by=work.officer)
    fresh = accounts.post("interviewer", county.division)
    with pytest.raises(Refused, match="由负责这次调查的第三方评估员来做"):
        actions.engage(work.survey, fresh, by=work.officer)


def test_nobody_but_the_evaluator_draws_and_nobody_draws_twice(county: County, residents: list[Person]) -> None:
    work = factory.prepared(county.division)
    for by in (work.officer, work.interviewer):
        with pytest.raises(Refused, match="由负责这次调查的第三方评估员来做"):
            actions.draw(work.survey, by=by)
    with seeing(work.evaluator.scope):
        actions.draw(work.survey, by=work.evaluator)
        with pytest.raises(Refused, match="调查已经开始"):
            actions.draw(work.survey, by=work.evaluator)


def test_without_anybody_in_the_frame_nothing_is_drawn(county: County) -> None:
    work = factory.prepared(county.division)
    with seeing(work.evaluator.scope), pytest.raises(Refused, match="一个人也没有"):
        actions.draw(work.survey, by=work.evaluator)
    assert work.again().commitment == ""


def declined(somebody: Person, community: Any) -> None:
    with acting():
        Preference.objects.create(person=somebody.pk, declined=["survey_invitation"], **areas(community))


def shut(somebody: Person, community: Any) -> None:
    with acting():
        PriorityTag.objects.create(
            person=somebody, category=sorted(shutting())[0], basis="observed", starts_on=date(2024, 1, 1),
            **areas(community),
        )  # fmt: skip
        Person.objects.filter(pk=somebody.pk).update(birth_date=None)


def dead(somebody: Person, community: Any) -> None:
    with acting():
        Person.objects.filter(pk=somebody.pk).update(died_on=date(2025, 1, 1))


def child(somebody: Person, community: Any) -> None:
    with acting():
        Person.objects.filter(pk=somebody.pk).update(birth_date=timezone.localdate() - timedelta(days=365 * 10))


@pytest.mark.parametrize("befalls", [restrict, declined, shut, dead, child])
def test_who_may_not_be_asked_is_not_in_the_frame(
    county: County, residents: list[Person], befalls: Callable[[Person, Any], None]
) -> None:
    befalls(residents[0], county.communities[0])
    work = factory.drawn(county.division)
    assert (work.survey.frame_size, work.survey.drawn) == (9, 9)
    assert residents[0].pk not in {row.person_id for row in work.respondents()}


def test_two_files_of_one_person_are_drawn_once(county: County, residents: list[Person]) -> None:
    worker = factory.actor(Role.STATION_LEAD, county.towns[0])
    people.merge(residents[0], residents[1], by=worker)
    assert factory.drawn(county.division).survey.frame_size == 9


def test_of_those_served_only_who_was_served_in_the_days_is_asked(county: County, residents: list[Person]) -> None:
    worker = factory.actor(Role.SOCIAL_WORKER, county.towns[0])
    record(worker, county.communities[0], persons=[residents[0]], happened_on=date(2025, 3, 4))
    record(worker, county.communities[0], persons=[residents[1]], happened_on=date(2024, 3, 4))
    days = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}
    work = factory.drawn(county.division, kind="served", **days)
    assert [row.person_id for row in work.respondents()] == [residents[0].pk]


def test_the_same_seed_over_the_same_frame_is_the_same_sample(county: County, residents: list[Person]) -> None:
    for number in range(40):
        person(county.communities[1], f"多{number}")
    one, again = (factory.drawn(county.division, size=15) for _time in range(2))
    other = factory.drawn(county.division, size=15, seed="0dd5" * 16)
    told = [{row.code for row in work.respondents()} for work in (one, again, other)]
    assert told[0] == told[1]
    assert told[0] != told[2]
    assert one.survey.commitment == draws.commitment(factory.SEED)
    assert one.survey.frame_digest == other.survey.frame_digest


def test_strata_are_community_by_age_band_and_each_gives_its_least(county: County, residents: list[Person]) -> None:
    work = factory.drawn(county.division, size=4, least=1)
    rows = Stratum.objects.filter(survey=work.survey).order_by("community__code", "band")
    assert [(row.community.name, row.band, row.size, row.drawn) for row in rows] == [
        ("示范第1社区", "18-34", 1, 1), ("示范第1社区", "35-59", 1, 1), ("示范第1社区", "60-69", 1, 1),
        ("示范第1社区", "70-79", 2, 1), ("柳河第1社区", "18-34", 1, 1), ("柳河第1社区", "35-59", 1, 1),
        ("柳河第1社区", "60-69", 1, 1), ("柳河第1社区", "70-79", 2, 1),
    ]  # fmt: skip


def test_who_is_old_is_rung_up_who_has_a_mobile_gets_a_link_and_others_the_door(
    county: County, residents: list[Person]
) -> None:
    worker = factory.actor(Role.SOCIAL_WORKER, county.towns[0])
    people.add_telephone(residents[0], by=worker, number="13800001950")
    people.add_telephone(residents[3], by=worker, number="13800001990")
    people.add_telephone(residents[4], by=worker, number="13800001995", label="女儿")
    work = factory.drawn(county.division)
    ways = {row.person_id: row.way for row in work.respondents()}
    assert [ways[residents[n].pk] for n in (0, 3, 4, 1)] == ["phone", "message", "door", "door"]


def test_seed_and_key_are_sealed_and_the_page_of_everybody_shows_neither(
    county: County, residents: list[Person]
) -> None:
    work = factory.drawn(county.division)
    kept = Survey.objects.get(pk=work.survey.pk)
    assert (kept.seed, kept.seed_shown) == (factory.SEED, "")
    for sealed in (kept.seed_sealed, kept.frame_key_sealed):
        assert factory.SEED.encode() not in bytes(sealed)
        assert factory.KEY.encode() not in bytes(sealed)


@pytest.mark.parametrize("change", [{"size": 9}, {"frame_digest": "0" * 64}, {"commitment": "0" * 64}, {"least": 3}])
def test_the_database_keeps_what_was_committed_to(
    county: County, residents: list[Person], change: dict[str, Any]
) -> None:
    work = factory.drawn(county.division)
    with pytest.raises(IntegrityError, match="keeps what it committed to"), transaction.atomic(), acting():
        Survey.objects.filter(pk=work.survey.pk).update(**change)


def test_the_database_shows_a_sample_to_its_own_people_and_to_nobody_of_the_place(
    county: County, residents: list[Person]
) -> None:
    work = factory.drawn(county.division)
    lead = factory.actor(Role.STATION_LEAD, county.towns[0])

    def seen(scope: Scope) -> int:
        with seeing(scope), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM surveys_respondent")
            return int(cursor.fetchone()[0])

    one = work.respondents()[0]
    told = [seen(who.scope) for who in (work.evaluator, work.interviewer, lead, work.officer)]
    assert told == [10, 10, 0, 0]
    assert seen(Scope(column="county_id", areas=(county.division.pk,))) == 0
    assert seen(Scope(token=one.pk)) == 1
    assert seen(Scope(persons=(residents[0].pk,))) == 1
    assert seen(Scope()) == 0


def test_an_interviewer_who_has_left_sees_nothing_any_more(county: County, residents: list[Person]) -> None:
    work = factory.drawn(county.division)
    with acting():
        work.survey.members.filter(post=work.interviewer.post).update(ended_at=timezone.now())
    with work.asking():
        assert Respondent.objects.count() == 0
        assert not queries.listed(work.interviewer).exists()


def test_fifty_are_drawn_in_as_few_questions_as_one(
    county: County, residents: list[Person], django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        person(county.communities[1], f"多{number}")
    work = factory.prepared(county.division, size=50)
    with seeing(work.evaluator.scope), django_assert_max_num_queries(24):
        actions.draw(work.survey, by=work.evaluator)
    assert work.again().drawn == 50
    assert Post.objects.filter(pk=work.evaluator.post).exists()
