"""What a client's file does not say is asked once, kept at every change, and added as one more version."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.people import actions as people_actions
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.beginnings import Asked, Changed
from linli.practice.models import CaseFile, Intake
from linli.tasks.models import Draft
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TOLD = Asked(education="senior", confidential=True)


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def her(county: County) -> Person:
    return people.person(county.communities[0], "高某")


@pytest.fixture
def case(worker: Standing, her: Person) -> CaseFile:
    return practice.case(her, worker.actor)


def test_who_is_not_in_the_team_writes_nothing(county: County, post: Post, case: CaseFile, sign_in: SignIn) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[0])
    with pytest.raises(Refused, match="由它的团队来写"):
        actions.note_intake(case, TOLD, base=0, by=other.actor)
    assert sign_in(other).get(f"/w/cases/{case.pk}/intake/").status_code == 404
    assert sign_in(other).post(f"/w/cases/{case.pk}/intake/save/", {"school": "x"}).status_code == 404
    assert not Draft.objects.filter(form__startswith="intake").exists()


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(education="doctor", confidential=True), "education"),
        (Asked(income=["lottery"], confidential=True), "income"),
        (Asked(phone="13812345678", confidential=True), "phone"),
        (Asked(school="校" * 61, confidential=True), "school"),
        (Asked(education="senior"), "confidential"),
    ],
)
def test_impossible_answers_are_refused_at_their_field(
    asked: Asked, field: str, worker: Standing, case: CaseFile
) -> None:
    with pytest.raises(Refused) as refused:
        actions.note_intake(case, asked, base=0, by=worker.actor)
    assert (refused.value.field, Intake.objects.count()) == (field, 0)


def test_the_health_of_somebody_elsewhere_is_not_noted_here(county: County, worker: Standing, case: CaseFile) -> None:
    stranger = people.person(county.communities[0], "别人")
    asked = Asked(health={str(stranger.pk): ["good"]}, confidential=True)
    with pytest.raises(Refused, match="不在这一户"):
        actions.note_intake(case, asked, base=0, by=worker.actor)


def test_before_anybody_agreed_it_is_noted_and_only_added(worker: Standing, case: CaseFile, her: Person) -> None:
    asked = Asked(
        education="senior", occupation="casual", income=["wages"], sought=["kin"], tried="借过钱‮\u0000<b>",
        health={str(her.pk): ["chronic"]}, confidential=True,
    )  # fmt: skip
    made = actions.note_intake(case, asked, base=0, by=worker.actor)
    again = actions.note_intake(case, TOLD, base=1, by=worker.actor)
    assert (made.version, made.tried, made.health, again.version) == (1, "借过钱<b>", f'{{"{her.pk}": ["chronic"]}}', 2)
    assert Event.objects.filter(subject=case.pk, verb="case.intake_noted").count() == 2
    for verb in ("update", "delete"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
            rows = Intake.objects.filter(pk=made.pk)
            rows.update(education="none") if verb == "update" else rows.delete()


def test_a_newer_version_by_somebody_else_is_not_written_over(worker: Standing, case: CaseFile) -> None:
    first = actions.note_intake(case, TOLD, base=0, by=worker.actor)
    with pytest.raises(Changed) as met:
        actions.note_intake(case, TOLD, base=0, by=worker.actor)
    assert (met.value.latest, Intake.objects.count()) == (first, 1)


def test_a_colleague_wrote_meanwhile_and_both_are_shown(
    county: County, post: Post, worker: Standing, case: CaseFile, sign_in: SignIn
) -> None:
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    practice.join(case, colleague.actor)
    actions.note_intake(case, Asked(education="none", tried="找过村里", confidential=True), base=0, by=colleague.actor)
    mine = {"base": "0", "version": "0", "page": "p", "education": "senior", "tried": "借过钱", "confidential": "on"}
    client = sign_in(worker)
    page = client.post(f"/w/cases/{case.pk}/intake/", mine)
    text = page.content.decode()
    assert page.status_code == 409
    assert ("找过村里" in text, "没上过学" in text, "借过钱" in text, 'name="base" value="1"' in text) == (True,) * 4
    assert client.post(f"/w/cases/{case.pk}/intake/", mine | {"base": "1"}).status_code == 302
    assert [row.tried for row in case.intakes.order_by("version")] == ["找过村里", "借过钱"]


def test_what_was_typed_comes_back_and_another_page_is_told(worker: Standing, case: CaseFile, sign_in: SignIn) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/intake/"
    one = {"base": "0", "version": "0", "page": "a", "tried": "写到一半"}
    kept = client.post(f"{address}save/", one)
    assert (kept.status_code, kept["X-Draft-Version"]) == (204, "1")
    assert client.post(f"{address}save/", one | {"tried": "写到一半，又写"}).status_code == 204
    assert client.post(f"{address}save/", one | {"page": "b"}).status_code == 409
    assert "写到一半，又写" in client.get(address).content.decode()
    both = client.post(address, one | {"page": "b", "tried": "另一页", "confidential": "on"})
    assert (both.status_code, "写到一半，又写" in both.content.decode(), "另一页" in both.content.decode()) == (
        409, True, True,
    )  # fmt: skip
    assert client.post(address, one | {"version": "2", "page": "b", "confidential": "on"}).status_code == 302
    assert not Draft.objects.exists()
    assert client.post(f"{address}save/", one | {"version": "2"}).status_code == 404


def test_what_is_known_stands_there_and_is_not_asked(worker: Standing, case: CaseFile, sign_in: SignIn) -> None:
    page = sign_in(worker).get(f"/w/cases/{case.pk}/intake/").content.decode()
    assert ("高某" in page, 'name="name"' in page, 'name="sex"' in page, 'name="school"' in page) == (
        True, False, False, False,
    )  # fmt: skip
    assert {"case.facts", "case.household"} <= set(Look.objects.values_list("kind", flat=True))


def test_a_child_names_her_guardian_whose_telephone_is_kept_with_the_guardian(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    boy, granny = practice.ward(county, worker, lead)
    case = practice.case(boy, worker.actor)
    answers = {
        "base": "0", "confidential": "on", "school": "实验中学初三", "guardian": str(granny.pk), "phone": "13812345678",
    }  # fmt: skip
    assert sign_in(worker).post(f"/w/cases/{case.pk}/intake/", answers).status_code == 302
    made = case.intakes.get()
    assert (made.school, made.guardian_id, granny.telephones.get().number) == (
        "实验中学初三", granny.pk, "+8613812345678",
    )  # fmt: skip


def test_a_suspected_guardian_is_neither_offered_nor_taken(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    boy, granny = practice.ward(county, worker, lead)
    case = practice.case(boy, worker.actor)
    mark = people_actions.mark_harm(boy, granny, by=lead.actor, reason="邻居听到打骂")
    assert str(granny.pk) not in sign_in(worker).get(f"/w/cases/{case.pk}/intake/").content.decode()
    with pytest.raises(Refused, match="能替孩子说话"):
        actions.note_intake(case, Asked(guardian=granny, confidential=True), base=0, by=worker.actor)
    people_actions.lift_harm(mark, by=lead.actor)
    assert actions.note_intake(case, Asked(guardian=granny, confidential=True), base=0, by=worker.actor).version == 1
    assert timezone.localdate() == mark.since
