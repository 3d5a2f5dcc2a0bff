"""An agency is registered by its code, verified by somebody who did not write it; facts have a source and a reply."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.directory.models import Organisation
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import seeing
from linli.workforce import actions, bands, queries
from linli.workforce.models import Agency, AgencyFact, AgencyPaper, TeamMember
from tests.conftest import Standing, see
from tests.factories import accounts, places
from tests.factories.places import County
from tests.workforce.test_check_credentials import photo

CODE = "91350100M000100Y43"  # the example of GB 32100


@pytest.fixture
def lead(agency: Organisation) -> Standing:
    """The head of the agency."""
    held = accounts.post(Role.PROVIDER_LEAD, None, organisation=agency)
    return Standing(held.user, held, actor_of(held.user, held))


def told(**more: Any) -> dict[str, Any]:
    return {"form": "service", "representative": "李示范", "authority": "青禾县民政局"} | more


def test_a_code_is_checked_and_an_agency_is_entered_on_the_page(
    county: County, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client = sign_in(officer)
    form = {"name": "清溪社工服务中心", "kind": "agency", "credit_code": CODE[:-1] + "4"}
    assert "最后一位对不上" in client.post("/m/agencies/new/", form).content.decode()
    assert not Organisation.objects.exists()
    made = client.post("/m/agencies/new/", form | {"credit_code": CODE.lower()})
    one = Organisation.objects.get()
    assert (made.status_code, one.credit_code) == (302, CODE)
    assert client.post(made["Location"], told()).status_code == 302
    assert "李示范" in client.get(f"/m/agencies/{one.pk}/").content.decode()
    assert "清溪社工服务中心" in client.get("/m/agencies/").content.decode()


def test_nobody_verifies_what_she_wrote(
    county: County, agency: Organisation, officer: Standing, post: Callable[..., Standing]
) -> None:
    said = actions.describe_agency(agency, by=officer.actor, **told())
    with pytest.raises(Refused, match="您自己填的"):
        actions.verify_agency(said, by=officer.actor)
    actions.verify_agency(said, by=post(Role.COUNTY_OFFICER, county.division).actor)
    assert Agency.objects.get().state == "verified"
    actions.describe_agency(agency, by=officer.actor, **told(representative="张示范"))
    assert (Agency.objects.get().state, Agency.objects.get().checked_by) == ("waiting", None)


def test_an_agency_keeps_its_own_papers_and_nobody_elses(county: County, agency: Organisation, lead: Standing) -> None:
    with acting():
        other = Organisation.objects.create(name="别的机构", kind="agency", county_id=county.division.pk)
    with pytest.raises(Refused):
        actions.describe_agency(other, by=lead.actor, **told())
    with pytest.raises(Refused):
        actions.add_paper(other, kind="licence", title="证", photo=photo(), by=lead.actor)
    assert [one.name for one in queries.agencies(lead.actor)] == ["示范社工中心"]
    assert not Agency.objects.exists()


def test_a_paper_is_sealed_verified_and_shown_to_few(
    county: County, agency: Organisation, lead: Standing, officer: Standing, sign_in: Any, post: Any
) -> None:
    with pytest.raises(Refused, match="附上证照"):
        actions.add_paper(agency, kind="licence", title="登记证书", by=lead.actor)
    paper = actions.add_paper(agency, kind="licence", title="登记证书", photo=photo(), by=lead.actor)
    actions.verify_paper(paper, by=officer.actor)
    assert AgencyPaper.objects.get().checked_by == officer.user.pk
    address = f"/m/agencies/paper/{paper.pk}/photo/"
    assert sign_in(officer).get(address).content[:2] == b"\xff\xd8"
    assert sign_in(post(Role.PURCHASER, county.division)).get(address).status_code == 404
    other = places.county("990799", "别处县")
    assert sign_in(post(Role.COUNTY_OFFICER, other.division)).get(address).status_code == 404


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"grade": "7A"}, "grade"),
        ({"source": " "}, "source"),
        ({"given_on": date(2999, 1, 1)}, "given_on"),
        ({"points": Decimal(880)}, "scheme"),
        ({"points": Decimal(880), "scheme": "luoyang"}, "grade"),
        ({"points": Decimal(1200), "scheme": "luoyang"}, "points"),
        ({"scheme": "nowhere"}, "scheme"),
    ],
)
def test_a_rating_that_does_not_fit_is_told(
    county: County, agency: Organisation, officer: Standing, facts: dict[str, Any], field: str
) -> None:
    known = {"grade": "5A", "given_on": date(2024, 1, 1), "giver": "示范市民政局", "source": "示民发〔2024〕1号"}
    with pytest.raises(Refused) as refused:
        actions.note_rating(agency, by=officer.actor, **(known | facts))
    assert refused.value.field == field


def test_the_same_points_are_another_grade_elsewhere_and_every_scheme_has_its_source(
    county: County, agency: Organisation, officer: Standing
) -> None:
    grades = {code: scheme.grade_of(Decimal(920)) for code, scheme in bands.schemes().items()}
    assert grades == {"luoyang": "5A", "anqing": "4A"}
    assert all(scheme.source for scheme in bands.schemes().values())
    rating = actions.note_rating(
        agency, grade="5A", given_on=date(2024, 2, 29), giver="示范市民政局", source="公告", points=Decimal(920),
        scheme="luoyang", by=officer.actor,
    )  # fmt: skip
    assert rating.valid_until == date(2029, 2, 28)
    assert queries.agencies(officer.actor).get().rating == "5A"


def test_a_fact_has_a_source_and_the_agency_its_reply(
    county: County, agency: Organisation, lead: Standing, post: Callable[..., Standing], sign_in: Any
) -> None:
    buyer = post(Role.PURCHASER, county.division)
    known = {"kind": "penalty", "text": "年检逾期", "on": date(2024, 5, 1), "source": "青民罚〔2024〕3号"}
    with pytest.raises(Refused, match="没有出处"):
        actions.note_fact(agency, by=buyer.actor, **(known | {"source": ""}))
    with pytest.raises(Refused, match="区县经办人或购买方"):
        actions.note_fact(agency, by=lead.actor, **known)
    fact = actions.note_fact(agency, by=buyer.actor, **known)
    with pytest.raises(Refused, match="只有这个机构的负责人"):
        actions.reply_to_fact(fact, "不是我们", by=buyer.actor)
    actions.reply_to_fact(fact, "已在6月补报", by=lead.actor)
    with pytest.raises(Refused, match="已经说明过"):
        actions.reply_to_fact(fact, "再说一次", by=lead.actor)
    page = sign_in(buyer).get(f"/m/agencies/{agency.pk}/").content.decode()
    assert "年检逾期" in page and "青民罚〔2024〕3号" in page and "已在6月补报" in page
    actions.withdraw_fact(fact, "记错了机构", by=buyer.actor)
    assert "记错了机构" in sign_in(lead).get(f"/m/agencies/{agency.pk}/").content.decode()


def test_a_fact_is_never_changed_or_removed(county: County, agency: Organisation, officer: Standing) -> None:
    fact = actions.note_fact(agency, kind="praise", text="先进", on=date(2024, 5, 1), source="公告", by=officer.actor)
    for change in (lambda rows: rows.update(text="没有这回事"), lambda rows: rows.delete()):
        with acting(), transaction.atomic(), pytest.raises(DatabaseError, match="never changed or removed"):
            change(AgencyFact.objects.filter(pk=fact.pk))


def test_a_team_is_of_the_agencys_own_people_and_kept_as_it_was(
    county: County, agency: Organisation, lead: Standing, certified: Any, joined: Any, post: Callable[..., Standing]
) -> None:
    first = certified(county.towns[0], "李示范", "senior", organisation=agency, fields=("elders",))
    _standing, second = joined(county.towns[0], "张示范", organisation=agency)
    _other, stranger = joined(county.towns[0], "王示范")
    subject, where = uuid4(), county.division.pk
    with seeing(lead.actor.scope):
        with pytest.raises(Refused, match="不在本机构"):
            actions.declare_team(agency, "projects.bid", subject, {stranger.pk: ""}, county=where, by=lead.actor)
        parts = {first.pk: "项目主管", second.pk: "一线社工"}
        actions.declare_team(agency, "projects.bid", subject, parts, county=where, by=lead.actor)
        actions.declare_team(agency, "projects.bid", subject, parts, county=where, by=lead.actor)
    with pytest.raises(Refused, match="机构的负责人"):
        actions.declare_team(
            agency, "projects.bid", subject, parts, county=where, by=post("purchaser", county.division).actor
        )
    see(county.division)
    with acting():
        first.credentials.update(valid_until=date(2000, 1, 1))
    found = queries.team_of("projects.bid", subject)
    assert [(one.name, one.part, one.grades, one.certified) for one in found] == [
        ("李示范", "项目主管", ("senior",), True), ("张示范", "一线社工", (), False),
    ]  # fmt: skip
    assert queries.team_of("projects.bid", uuid4()) == []
    with seeing(post(Role.PURCHASER, places.county("990799", "别处县").division).actor.scope):
        assert queries.team_of("projects.bid", subject) == []
    assert TeamMember.objects.filter(declared_at__lte=timezone.now()).count() == 2
