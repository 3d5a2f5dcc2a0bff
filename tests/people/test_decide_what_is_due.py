"""到期: found at night by the rules of the pack, decided by somebody of the county with a reason, held by a hold."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.kernel import packs
from linli.kernel.policy import Refused, acting
from linli.people import actions, rights
from linli.people.models import DueErasure, Erasure, LegalHold, Person
from linli.people.tasks import carry_out_erasures, find_due_erasures
from tests.conftest import Standing
from tests.factories import people as factory
from tests.factories.places import County
from tests.people.whole_file import NAME
from tests.people.whole_file import her as her
from tests.people.whole_file import jobs as jobs
from tests.people.whole_file import lead as lead

pytestmark = pytest.mark.django_db(transaction=True)
Post = Callable[..., Standing]


@pytest.fixture
def terms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A county that keeps files two years after a death, and texts three years after the last service."""
    pack = packs.load("retention")
    rows = []
    for row in pack["classes"]:
        months = {"identity": 24, "records": 36}.get(row["code"])
        rows.append(row | ({"months": months, "law": "示范县规定", "article": "第一条"} if months else {}))
    plain = packs.load
    told = pack | {"classes": rows}

    def load(name: str, region: str = "national") -> dict[str, Any]:
        return told if name == "retention" else plain(name, region)

    monkeypatch.setattr(packs, "load", load)
    rights._retention.cache_clear()
    yield
    rights._retention.cache_clear()


def test_where_no_figure_was_found_nothing_falls_due(her: Person, lead: Standing) -> None:
    with acting():
        Person.objects.filter(pk=her.pk).update(died_on=date(1990, 1, 1), birth_date=date(1920, 1, 1))
    assert find_due_erasures() == 0


def test_due_is_found_on_its_day_once_and_never_deleted_by_itself(her: Person, lead: Standing, terms: None) -> None:
    today = timezone.localdate()
    day = today.replace(year=today.year - 2, day=min(today.day, 28))
    with acting():
        Person.objects.filter(pk=her.pk).update(died_on=day + timedelta(days=1))
    assert actions.find_due(today.replace(day=min(today.day, 28)), by=system_actor()) == 0
    with acting():
        Person.objects.filter(pk=her.pk).update(died_on=day)
    assert (find_due_erasures(), find_due_erasures()) == (1, 0)
    row = DueErasure.objects.get()
    assert (row.data_class, row.decided_at) == ("identity", None)
    assert carry_out_erasures() == 0
    assert Person.objects.get(pk=her.pk).name == NAME


def test_who_is_held_is_not_proposed(her: Person, lead: Standing, terms: None) -> None:
    with acting():
        Person.objects.filter(pk=her.pk).update(died_on=date(2010, 1, 1), birth_date=date(1920, 1, 1))
    actions.set_hold(her, by=lead.actor, grantor="法院", reason="案件", until=timezone.localdate())
    assert find_due_erasures() == 0


def test_the_county_decides_a_batch_whole_or_not_at_all(
    her: Person, lead: Standing, county: County, post: Post, terms: None
) -> None:
    other = factory.person(county.communities[0], "另一位")
    with acting():
        Person.objects.filter(pk__in=[her.pk, other.pk]).update(died_on=date(2010, 1, 1), birth_date=date(1920, 1, 1))
    assert find_due_erasures() == 2
    rows, officer = list(DueErasure.objects.all()), post(Role.COUNTY_OFFICER, county.division)
    with pytest.raises(Refused, match="由区县经办人"):
        actions.decide_due(rows, by=lead.actor, erase=True, reason="到期")
    with pytest.raises(Refused, match="写一句为什么"):
        actions.decide_due(rows, by=officer.actor, erase=True, reason=" ")
    hold = actions.set_hold(other, by=lead.actor, grantor="法院", reason="案件", until=timezone.localdate())
    with pytest.raises(Refused, match="正在保全"):
        actions.decide_due(rows, by=officer.actor, erase=True, reason="到期")
    assert not Erasure.objects.exists()
    actions.lift_hold(hold, by=lead.actor)
    assert actions.decide_due(rows, by=officer.actor, erase=True, reason="到期") == 2
    with pytest.raises(Refused, match="已经决定过"):
        actions.decide_due(rows, by=officer.actor, erase=False, reason="再想想")
    assert carry_out_erasures() == 2
    assert set(Person.objects.filter(pk__in=[her.pk, other.pk]).values_list("name", flat=True)) == {"已删除"}


def test_the_pages_of_holds_and_of_what_is_due(
    her: Person, lead: Standing, county: County, post: Post, terms: None, sign_in: Callable[[Standing], Client]
) -> None:
    with acting():
        Person.objects.filter(pk=her.pk).update(died_on=date(2010, 1, 1), birth_date=date(1920, 1, 1))
    find_due_erasures()
    client = sign_in(post(Role.COUNTY_OFFICER, county.division))
    page = client.get(reverse("retention")).content.decode()
    assert "金丝雀" in page
    assert "24个月" in page
    assert client.post(reverse("retention"), {"erase": "no", "reason": "x"}).status_code == 422
    row = DueErasure.objects.get()
    sent = {"rows": [str(row.pk)], "erase": "no", "reason": "家属还在打官司"}
    assert client.post(reverse("retention"), sent).status_code == 302
    row.refresh_from_db()
    assert (row.erased, row.reason) == (False, "家属还在打官司")
    hold = reverse("person_hold", args=[her.pk])
    sent = {"grantor": "法院", "reason": "案件", "until": timezone.localdate().isoformat()}
    assert client.post(hold, sent).status_code == 302
    assert "法院" in client.get(hold).content.decode()
    assert client.post(reverse("hold_lift", args=[LegalHold.objects.get().pk])).status_code == 302
