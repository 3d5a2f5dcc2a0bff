"""A record is read by those who may: its text by its team, names by the area, numbers by the county."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.people.models import Person
from linli.records import actions
from linli.records.models import Kind, ServiceRecord
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TEXT = "爷爷咳嗽一周<没去看>"


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


@pytest.fixture
def neighbour(county: County) -> Person:
    return people.person(county.communities[0], "王秀英", preferred_name="王奶奶", sex="2")


@pytest.fixture
def made(county: County, worker: Standing, neighbour: Person) -> ServiceRecord:
    return record(worker.actor, county.communities[0], persons=[neighbour], narrative=TEXT)


def read(client: Client, made: ServiceRecord) -> str:
    answer = client.get(f"/w/records/{made.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client, made: ServiceRecord) -> None:
    assert client.get(f"/w/records/{made.pk}/").status_code == 302


def test_a_stranger_does_not_learn_that_the_record_exists(
    county: County, post: Post, made: ServiceRecord, sign_in: SignIn
) -> None:
    other = sign_in(post(Role.SOCIAL_WORKER, county.communities[2]))
    for path in ("", "correct/", "withdraw/"):
        assert other.get(f"/w/records/{made.pk}/{path}").status_code == 404
    assert other.post(f"/w/records/{made.pk}/minutes/", {"minutes": "30"}).status_code == 404


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_have_no_such_page(
    county: County, post: Post, made: ServiceRecord, sign_in: SignIn, role: str
) -> None:
    assert sign_in(post(role, county.division)).get(f"/w/records/{made.pk}/").status_code == 404


def test_the_recorder_reads_it_whole_and_the_look_is_kept(
    county: County, worker: Standing, neighbour: Person, made: ServiceRecord, sign_in: SignIn
) -> None:
    page = read(sign_in(worker), made)
    assert "王奶奶" in page and "爷爷咳嗽一周&lt;没去看&gt;" in page
    see(county.division)
    looks = {look.kind: look for look in Look.objects.all()}
    assert looks["record.narrative"].persons == [neighbour.pk]
    assert looks["record.narrative"].fields == ["narrative"]
    assert looks["record"].by_user == worker.user.pk


def test_a_name_leads_to_the_page_of_the_person(
    worker: Standing, neighbour: Person, made: ServiceRecord, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    assert f'<a href="/w/people/{neighbour.pk}/">王奶奶</a>' in read(client, made)
    assert client.get(f"/w/people/{neighbour.pk}/").status_code == 200


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR])
def test_who_does_not_read_the_name_finds_no_link(
    county: County, post: Post, neighbour: Person, made: ServiceRecord, sign_in: SignIn, role: str
) -> None:
    page = read(sign_in(post(role, county.division)), made)
    assert "王奶奶" not in page and str(neighbour.pk) not in page


def test_protected_work_leads_no_colleague_to_the_person(
    county: County, post: Post, worker: Standing, neighbour: Person, sign_in: SignIn
) -> None:
    sealed = record(worker.actor, county.communities[0], persons=[neighbour], protected=True)
    page = read(sign_in(post(Role.SOCIAL_WORKER, county.communities[0])), sealed)
    assert "王奶奶" not in page and str(neighbour.pk) not in page


def test_the_page_of_a_correction_says_at_the_field_that_heads_are_fewer_than_names(
    worker: Standing, made: ServiceRecord, sign_in: SignIn
) -> None:
    told = {"happened_on": "2024-05-06", "minutes": "30", "head_count": "0", "server_count": "1", "reason": "核对"}
    answer = sign_in(worker).post(f"/w/records/{made.pk}/correct/", told)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"head_count": ["服务人次不能少于写了名字的人数。"]}


def test_the_head_of_the_station_reads_the_text(
    county: County, post: Post, made: ServiceRecord, sign_in: SignIn
) -> None:
    assert "爷爷咳嗽一周" in read(sign_in(post(Role.STATION_LEAD, county.towns[0])), made)


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COMMUNITY_WORKER])
def test_a_colleague_of_the_place_sees_who_and_how_long_but_not_the_text(
    county: County, post: Post, made: ServiceRecord, sign_in: SignIn, role: str
) -> None:
    page = read(sign_in(post(role, county.communities[0])), made)
    assert "王奶奶" in page and "30 分" in page
    assert "咳嗽" not in page and "这段文字受保护" in page
    see(county.division)
    assert not Look.objects.filter(kind="record.narrative").exists()


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR])
def test_the_county_and_evaluators_see_number_kind_and_minutes(
    county: County, post: Post, made: ServiceRecord, sign_in: SignIn, role: str
) -> None:
    page = read(sign_in(post(role, county.division)), made)
    assert "走访" in page and "30 分" in page and "受保护" in page and "70-79岁" in page
    assert "王" not in page.replace("网页", "") and "咳嗽" not in page
    see(county.division)
    assert not Look.objects.exists()


def test_of_protected_work_a_colleague_learns_only_that_it_is_there(
    county: County, post: Post, worker: Standing, neighbour: Person, sign_in: SignIn
) -> None:
    told = {"by": worker.actor, "source": "t", "source_id": "1", "opened_on": date(2024, 1, 1)}
    case = actions.undertake("case", "王家的个案", county.communities[0], **told)
    kept = {"kind": Kind.CASE_SESSION, "undertaking": case, "persons": [neighbour], "protected": True}
    session = record(worker.actor, county.communities[0], **kept)
    colleague = sign_in(post(Role.SOCIAL_WORKER, county.communities[0]))
    for page in (read(colleague, session), colleague.get("/w/records/").content.decode()):
        assert "受保护" in page and "王奶奶" not in page and "王家" not in page


def test_a_correction_is_made_on_the_page_and_both_stay_readable(
    county: County, worker: Standing, made: ServiceRecord, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    address = f"/w/records/{made.pk}/correct/"
    told = {"happened_on": "2024-05-06", "minutes": "45", "head_count": "1", "server_count": "1", "narrative": TEXT}
    refused = client.post(address, told)
    assert refused.status_code == 422 and "为什么更正" in refused.content.decode()
    page = client.post(address, told | {"reason": "少算了路上"}, follow=True).content.decode()
    assert "更正好了" in page and "45 分" in page and "少算了路上" in page and "最初记的" in page
    assert "已被更正" in read(client, made)
    see(county.division)
    assert ServiceRecord.objects.standing().get().minutes == 45
    again = client.get(address, follow=True)
    assert "已经更正过了" in again.content.decode()


def test_taking_a_record_out_asks_why(county: County, worker: Standing, made: ServiceRecord, sign_in: SignIn) -> None:
    client = sign_in(worker)
    assert client.post(f"/w/records/{made.pk}/withdraw/", {"reason": " "}).status_code == 422
    page = client.post(f"/w/records/{made.pk}/withdraw/", {"reason": "记重了"}, follow=True).content.decode()
    assert "已作废" in page and "记重了" in page
    see(county.division)
    assert not ServiceRecord.objects.standing().exists()


@pytest.mark.parametrize(("typed", "sentence"), [("", "点一个时长"), ("abc", "时长写整数"), ("0", "1 到 1440")])
def test_a_length_that_cannot_be_is_refused(
    county: County, worker: Standing, sign_in: SignIn, typed: str, sentence: str
) -> None:
    gap = record(worker.actor, county.communities[0], minutes=None)
    answer = sign_in(worker).post(f"/w/records/{gap.pk}/minutes/", {"minutes": typed, "next": "today"}, follow=True)
    assert sentence in answer.content.decode()


def test_a_length_left_out_is_filled_in_with_one_tap(county: County, worker: Standing, sign_in: SignIn) -> None:
    gap = record(worker.actor, county.communities[0], minutes=None)
    sign_in(worker).post(f"/w/records/{gap.pk}/minutes/", {"minutes": "45"})
    see(county.division)
    new = ServiceRecord.objects.standing().get()
    assert (new.minutes, new.corrects, new.reason) == (45, gap, "补记时长")


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.COUNTY_OFFICER])
def test_why_a_record_was_corrected_is_read_where_names_are(
    county: County, post: Post, worker: Standing, made: ServiceRecord, sign_in: SignIn, role: str
) -> None:
    new = actions.correct(made, by=worker.actor, reason="王奶奶当天住院", minutes=45)
    assert "当天住院" in read(sign_in(worker), new)
    outside = sign_in(post(role, county.division))
    assert "当天住院" not in read(outside, new)
    see(county.division)
    assert "当天住院" not in read(outside, made)
