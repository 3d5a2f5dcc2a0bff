"""同意: given in told words, taken back at once; a child speaks through her guardian; a duty is never asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.people import actions, consents, queries
from linli.people.actions import Said
from linli.people.models import ConsentEvent, ConsentText, Person
from linli.people.purposes import duties, purposes
from linli.people.tasks import tend
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County

STORY = ("publish_story", "story", "report")
Post = Callable[..., Standing]


def said(code: str = "publish_story", **facts: Any) -> Said:
    use = purposes()[code]
    told = Said(code, use.digest, list(use.classes), list(use.recipients), "self", "spoken")
    return replace(told, **facts)


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def elder(county: County) -> Person:
    return people.person(county.communities[0], "何奶奶")


@pytest.fixture
def child(county: County) -> Person:
    day = timezone.localdate()
    return people.person(county.communities[0], "小蒋", birth_date=date(day.year - 10, 1, 1))


def test_nobody_has_agreed_to_anything_unasked(elder: Person) -> None:
    assert not queries.may(elder, *STORY)


def test_what_the_pack_does_not_name_is_refused_even_after_a_consent(elder: Person, worker: Standing) -> None:
    actions.consent(elder, said(), by=worker.actor)
    for asked in (
        ("publish_story", "image", "report"),
        ("publish_story", "story", "public"),
        ("sell", "story", "report"),
    ):
        assert not queries.may(elder, *asked)


def test_a_duty_is_never_asked_and_needs_no_consent(elder: Person, worker: Standing) -> None:
    duty = duties()[0]
    with pytest.raises(Refused, match="不用征求同意"):
        actions.consent(elder, said(duty.code), by=worker.actor)
    assert queries.may(elder, duty.code, next(iter(duty.classes)), next(iter(duty.recipients)))
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"digest": "0" * 64}, "digest"),
        ({"classes": []}, "classes"),
        ({"classes": ["image"]}, "classes"),
        ({"recipients": []}, "recipients"),
        ({"given_by": "neighbour"}, "given_by"),
        ({"how": "phone call"}, "how"),
        ({"how": "paper"}, "evidence"),
    ],
)
def test_a_consent_that_says_too_little_is_refused_at_its_field(
    elder: Person, worker: Standing, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.consent(elder, said(**facts), by=worker.actor)
    assert refused.value.field == field
    assert not ConsentEvent.objects.exists()


def test_a_colleague_of_another_town_writes_nothing_down(elder: Person, county: County, post: Post) -> None:
    with pytest.raises(Refused, match="不在您负责的范围内"):
        actions.consent(elder, said(), by=post(Role.SOCIAL_WORKER, county.towns[1]).actor)


def test_given_it_holds_from_that_moment_and_names_its_words(elder: Person, worker: Standing) -> None:
    before = timezone.now()
    (row,) = actions.consent(elder, said(how="paper", evidence="档案盒3第12页"), by=worker.actor)
    assert queries.may(elder, *STORY)
    assert not queries.may(elder, *STORY, at=before)
    assert (row.kind, row.given_by, row.how, row.evidence) == ("given", "self", "paper", "档案盒3第12页")
    assert ConsentText.objects.get().digest == row.text_id == purposes()["publish_story"].digest
    assert (row.noted_by, row.noted_post) == (worker.user.pk, worker.post.pk)
    assert Event.objects.filter(verb="consent.given", subject=elder.pk).count() == 1


def test_taken_back_it_ends_at_once_and_the_past_stays(elder: Person, worker: Standing) -> None:
    actions.consent(elder, said(), by=worker.actor)
    held = timezone.now()
    actions.withdraw_consent(elder, "publish_story", by=worker.actor)
    assert not queries.may(elder, *STORY)
    assert queries.may(elder, *STORY, at=held)
    with pytest.raises(Refused, match="不用收回"):
        actions.withdraw_consent(elder, "publish_story", by=worker.actor)


def test_what_is_left_out_the_second_time_is_narrowed(elder: Person, worker: Standing) -> None:
    actions.consent(elder, said("refer"), by=worker.actor)
    assert queries.may(elder, "refer", "health", "agency")
    actions.consent(elder, said("refer", classes=["contact"]), by=worker.actor)
    assert queries.may(elder, "refer", "contact", "agency")
    assert not queries.may(elder, "refer", "health", "agency")
    assert ConsentEvent.objects.filter(kind="narrowed").count() == 2


def test_events_are_only_added(elder: Person, worker: Standing) -> None:
    actions.consent(elder, said(), by=worker.actor)
    for change in (
        lambda: ConsentEvent.objects.update(recipient="public"),
        lambda: ConsentEvent.objects.all().delete(),
        lambda: ConsentText.objects.update(body=""),
    ):
        with acting(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_the_database_refuses_a_consent_to_no_words_or_by_nobody(elder: Person) -> None:
    facts = {"act": elder.pk, "purpose": "p", "data_class": "c", "recipient": "r", "at": timezone.now()}
    bare = ConsentEvent(person=elder, kind="given", **facts, **people.areas(_community(elder)))
    with acting(), pytest.raises(IntegrityError, match="consent_is_given_to_words_by_somebody"), transaction.atomic():
        bare.save()


def _community(person: Person) -> Any:
    from linli.places.models import Division

    return Division.objects.get(pk=person.community_id)


def test_a_child_without_a_guardian_agrees_to_nothing(child: Person, worker: Standing) -> None:
    for voice in ("self", "guardian"):
        with pytest.raises(Refused, match="还没有登记监护人"):
            actions.consent(child, said(given_by=voice), by=worker.actor)


def test_a_child_under_14_speaks_through_her_guardian_only(child: Person, county: County, worker: Standing) -> None:
    grandmother, stranger = (people.person(county.communities[0], name) for name in ("蒋奶奶", "路人"))
    actions.relate(child, grandmother, by=worker.actor, kind="guardian")
    with pytest.raises(Refused, match="不满14岁要由监护人同意"):
        actions.consent(child, said(), by=worker.actor)
    with pytest.raises(Refused, match="请选一位登记过的监护人"):
        actions.consent(child, said(given_by="guardian", giver=stranger), by=worker.actor)
    actions.consent(child, said(given_by="guardian", giver=grandmother), by=worker.actor)
    assert queries.may(child, *STORY)


def test_a_guardian_who_is_guardian_no_more_takes_her_word_with_her(
    child: Person, county: County, worker: Standing
) -> None:
    grandmother = people.person(county.communities[0], "蒋奶奶")
    link = actions.relate(child, grandmother, by=worker.actor, kind="guardian")
    actions.consent(child, said(given_by="guardian", giver=grandmother), by=worker.actor)
    actions.unrelate(link, by=worker.actor)
    assert not queries.may(child, *STORY)
    assert Task.objects.get(kind="consent_again").person == child.pk


@pytest.mark.parametrize("years", [14, 18])
def test_a_birthday_ends_the_guardians_word_and_is_a_task_once(county: County, worker: Standing, years: int) -> None:
    day = timezone.localdate()
    child = people.person(county.communities[0], "小蒋", birth_date=day - timedelta(days=int(years * 365.2) - 40))
    grandmother = people.person(county.communities[0], "蒋奶奶")
    actions.relate(child, grandmother, by=worker.actor, kind="guardian")
    actions.consent(child, said(given_by="guardian", giver=grandmother), by=worker.actor)
    later = timezone.now() + timedelta(days=60)
    assert queries.may(child, *STORY)
    assert not queries.may(child, *STORY, at=later)
    for _again in range(2):
        actions.note_birthdays(later.date(), by=system_actor())
    assert Task.objects.filter(kind="consent_again", person=child.pk).count() == 1
    assert ConsentEvent.objects.filter(kind=f"turned_{years}").count() == 1


def test_a_consent_runs_out_and_the_night_writes_it_down_once(elder: Person, worker: Standing) -> None:
    (row,) = actions.consent(elder, said(), by=worker.actor)
    assert row.until is not None
    assert not queries.may(elder, *STORY, at=timezone.now() + timedelta(days=400))
    for _again in range(2):
        actions.expire_consents(row.until + timedelta(days=1), by=system_actor())
    assert ConsentEvent.objects.filter(kind="expired").count() == 1


def test_the_night_job_finds_nothing_on_a_quiet_day(county: County) -> None:
    assert tend() == 0


def test_only_the_calendar_ends_consents(worker: Standing) -> None:
    with pytest.raises(Refused):
        actions.expire_consents(timezone.localdate(), by=worker.actor)
    with pytest.raises(Refused):
        actions.note_birthdays(timezone.localdate(), by=worker.actor)


def test_many_are_asked_in_one_query(county: County, worker: Standing, django_assert_num_queries: Any) -> None:
    crowd = [people.person(county.communities[0], f"居民{number}") for number in range(3)]
    for one in crowd[:2]:
        actions.consent(one, said(), by=worker.actor)
    with django_assert_num_queries(1):
        assert consents.allowed([one.pk for one in crowd], *STORY) == {one.pk for one in crowd[:2]}


def test_row_security_keeps_consents_of_another_town(elder: Person, county: County, worker: Standing) -> None:
    actions.consent(elder, said(), by=worker.actor)
    see(county.towns[1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_consentevent")
        assert cursor.fetchone() == (0,)


def test_everybody_reads_the_rules_and_each_names_its_law(client: Client, county: County) -> None:
    body = client.get(reverse("rules")).content.decode()
    for use in purposes().values():
        assert use.name in body
        assert use.laws[0].article in body


def test_a_worker_writes_it_down_and_takes_it_back_in_two_taps(
    elder: Person, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client = sign_in(worker)
    page = client.get(reverse("person_consents", args=[elder.pk])).content.decode()
    assert "没有同意" in page
    give = reverse("consent_give", args=[elder.pk, "publish_story"])
    assert "随时可以收回" in client.get(give).content.decode()
    sent = {
        "digest": purposes()["publish_story"].digest, "classes": ["story"], "recipients": ["report"], "who": "self",
        "how": "spoken",
    }  # fmt: skip
    assert client.post(give, sent | {"digest": "0" * 64}).status_code == 422
    assert client.post(give, sent).status_code == 302
    assert queries.may(elder, *STORY)
    back = reverse("consent_withdraw", args=[elder.pk, "publish_story"])
    assert "马上生效" in client.get(back).content.decode()
    assert client.post(back).status_code == 302
    assert not queries.may(elder, *STORY)
    assert Look.objects.filter(kind="person.consents", persons=[elder.pk]).count() >= 2


def test_the_sheet_is_a_paper_with_the_same_words(
    elder: Person, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    answer = sign_in(worker).get(reverse("consent_sheet", args=[elder.pk, "publish_story"]))
    assert answer.content.startswith(b"%PDF")
    assert sign_in(worker).get(reverse("consent_sheet", args=[elder.pk, "base_file"])).status_code == 404
