"""个人信息请求 on the pages: at her own door, for somebody who let her daughter ask, at the counter, in the rules."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.sight import actor_of
from linli.audit.models import Event
from linli.kernel.packs import PackError
from linli.kernel.policy import acting
from linli.people import actions, rights
from linli.people.models import Person, Proxy, RightsRequest
from tests.conftest import Standing, see
from tests.factories import accounts
from tests.factories.doors import proxy
from tests.factories.places import County
from tests.people.test_ask_about_ones_data import _town as town
from tests.people.test_ask_about_ones_data import herself
from tests.people.test_ask_about_ones_data import lead as lead
from tests.support.login import sign_in as sit

Post = Callable[..., Standing]


def test_she_asks_reads_the_answer_and_downloads_at_her_own_door(person: Person, lead: Standing) -> None:
    own = herself(person, lead)
    client = sit(Client(), own)
    assert "我要一份" in client.get(reverse("my_rights")).content.decode()
    ask = reverse("my_right_new") + "?kind=copy"
    assert "以前答复您" in client.get(ask).content.decode()
    assert client.post(ask).status_code == 302
    assert "等着答复" in client.get(reverse("my_rights")).content.decode()
    assert "社区答复您关于自己信息的请求" in client.get(reverse("my_progress")).content.decode()
    see(town(person))
    right = RightsRequest.objects.get()
    actions.answer_right(right, by=lead.actor, outcome="granted")
    page = client.get(reverse("my_rights")).content.decode()
    assert "下载我的一份" in page
    file = client.get(reverse("my_right_copy", args=[right.pk]))
    assert (file.status_code, "no-store" in file["Cache-Control"]) == (200, True)
    with ZipFile(BytesIO(file.content)) as packed:
        assert "王小明" in packed.read("person.json").decode()


def test_a_daughter_without_the_mandate_meets_404_and_with_it_asks_in_her_mothers_name(
    person: Person, lead: Standing
) -> None:
    daughter = actor_of(accounts.user(), None)
    made = proxy(person, daughter)
    client = sit(Client(), daughter)
    client.post(reverse("family_act", args=[made.pk]))
    assert client.get(reverse("my_rights")).status_code == 404
    see(town(person))
    with acting():
        Proxy.objects.filter(pk=made.pk).update(may=["progress", "rights"])
    assert client.post(reverse("my_right_new") + "?kind=see").status_code == 302
    see(town(person))
    assert RightsRequest.objects.get().asker == "proxy"


def test_bad_input_is_told_at_its_field(person: Person, lead: Standing, sign_in: Callable[[Standing], Client]) -> None:
    client = sign_in(lead)
    page = client.post(reverse("right_new", args=[person.pk]), {"kind": "correct", "asker": "self", "how": "phone"})
    assert (page.status_code, "请写哪里不对" in page.content.decode()) == (422, True)
    assert client.post(reverse("right_new", args=[person.pk]), {}).status_code == 422
    asked = actions.ask_right(person, "copy", by=lead.actor, how="counter")
    wrong = client.post(reverse("right", args=[asked.pk]), {"outcome": "refused"})
    assert (wrong.status_code, "选一个原因" in wrong.content.decode()) == (422, True)
    own = herself(person, lead)
    mine = sit(Client(), own)
    told = mine.post(reverse("my_right_new") + "?kind=correct", {"words": " "})
    assert (told.status_code, "请写哪里不对" in told.content.decode()) == (422, True)


def test_a_correction_is_made_with_the_request_attached(
    person: Person, lead: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    asked = actions.ask_right(person, "correct", by=lead.actor, how="phone", words="名字错了，是王晓明")
    client = sign_in(lead)
    edit = reverse("person_edit", args=[person.pk])
    assert f"{edit}?right={asked.pk}" in client.get(reverse("right", args=[asked.pk])).content.decode()
    sent = {"name": "王晓明", "preferred_name": "王奶奶", "sex": "2", "version": person.version}
    sent["birth_date"] = str(person.birth_date or "")
    done = client.post(f"{edit}?right={asked.pk}", sent)
    assert (done.status_code, done["Location"]) == (302, reverse("right", args=[asked.pk]))
    assert Event.objects.get(verb="person.amended").facts["right"] == str(asked.pk)
    plain = client.post(f"{edit}?right=nothing", sent | {"version": person.version + 1, "note": "x"})
    assert plain["Location"] == reverse("person", args=[person.pk])


def test_the_rules_page_and_the_desk_read_the_same_clocks(client: Client, county: County) -> None:
    body = client.get(reverse("rules")).content.decode()
    for clock in rights.desk().clocks.values():
        assert clock.note in body
        assert clock.article in body
    assert rights.desk().complaint in body
    for one in rights.classes().values():
        assert one.name in body


def test_a_pack_without_a_clock_or_with_a_figure_without_its_law_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.kernel import packs

    whole = packs.load("rights")
    monkeypatch.setattr(packs, "load", lambda name, region: whole | {"clocks": whole["clocks"][1:]})
    rights.desk.cache_clear()
    with pytest.raises(PackError, match="has a clock"):
        rights.desk("x")
    row = {"code": "a", "name": "b", "erase": "delete", "event": "died", "months": 12, "certainty": "law"}
    with pytest.raises(PackError, match="without its source"):
        rights._read(row)
    rights.desk.cache_clear()
