"""家庭的变化: split, united, ended by a death, all dated; what cannot be is refused with a sentence."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused
from linli.people import actions, homes, queries
from linli.people.genogram import genogram
from linli.people.models import Household, HouseholdMember, Person, PriorityTag
from linli.people.residence import Residence, residence
from linli.records.models import Kind
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record
from tests.people.cards import PHONE, card

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate


@pytest.fixture
def family(county: County, worker: Standing) -> dict[str, Person]:
    """Grandmother, father, mother and child behind one door."""
    told = {"奶奶": ("2", date(1940, 1, 1)), "爸爸": ("1", date(1965, 1, 1)), "妈妈": ("2", date(1967, 1, 1)),
            "孩子": ("1", date(1995, 1, 1))}  # fmt: skip
    made = {
        name: actions.register(
            by=worker.actor, community=county.communities[0], name=name, sex=sex, birth_date=born,
            dwelling=county.dwellings[0],
        )
        for name, (sex, born) in told.items()
    }  # fmt: skip
    actions.relate(made["爸爸"], made["奶奶"], by=worker.actor, kind="parent")
    actions.relate(made["爸爸"], made["妈妈"], by=worker.actor, kind="spouse")
    actions.relate(made["爸爸"], made["孩子"], by=worker.actor, kind="child")
    return made


def now(home: Household) -> list[str]:
    return sorted(member.person.name for member in queries.members(home) if member.ends_on is None)


def test_nobody_is_her_own_ancestor_nor_younger_than_her_child(
    county: County, worker: Standing, family: dict[str, Person]
) -> None:
    for one, other, kind in (("奶奶", "孩子", "parent"), ("孩子", "奶奶", "child"), ("奶奶", "孩子", "grandparent")):
        with pytest.raises(Refused, match="成了自己的长辈"):
            actions.relate(family[one], family[other], by=worker.actor, kind=kind)
    with pytest.raises(Refused, match="比“奶奶”年纪大|“奶奶”比"):
        stranger = actions.register(
            by=worker.actor, community=county.communities[0], name="外人", birth_date=date(1990, 1, 1)
        )
        actions.relate(stranger, family["奶奶"], by=worker.actor, kind="child")
    peer = actions.register(by=worker.actor, community=county.communities[0], name="同岁", birth_date=date(1945, 1, 1))
    with pytest.raises(Refused, match="只比“同岁”大5岁"):
        actions.relate(peer, family["奶奶"], by=worker.actor, kind="parent")


def test_a_split_asks_for_some_of_those_who_live_there(
    county: County, worker: Standing, post: Post, family: dict[str, Person]
) -> None:
    home = Household.objects.get()
    stranger = actions.register(by=worker.actor, community=county.communities[0], name="外人")
    everybody = list(family.values())
    for chosen, sentence in (([], "现在住着的人"), ([stranger], "现在住着的人"), (everybody, "全家一起搬")):
        with pytest.raises(Refused, match=sentence):
            actions.split_household(home, chosen, by=worker.actor)
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.split_household(home, [family["孩子"]], by=other.actor)


def test_a_household_splits_and_two_unite_with_the_past_on_their_pages(
    county: County, worker: Standing, family: dict[str, Person]
) -> None:
    home = Household.objects.get()
    made = actions.split_household(home, [family["孩子"]], by=worker.actor, name="孩子家")
    assert (now(home), now(made)) == (["奶奶", "妈妈", "爸爸"], ["孩子"])
    assert made.dwelling == home.dwelling
    with pytest.raises(Refused, match="请选另一户"):
        actions.unite_households(made, made, by=worker.actor)
    actions.unite_households(home, made, by=worker.actor)
    assert (now(home), now(made)) == ([], ["奶奶", "妈妈", "孩子", "爸爸"])
    assert sorted({m.person.name for m in queries.members(home)}) == ["奶奶", "妈妈", "孩子", "爸爸"]
    with pytest.raises(Refused, match="没有住着的人"):
        actions.unite_households(home, made, by=worker.actor)


def test_a_death_asks_for_a_day_that_was_and_a_source(worker: Standing, family: dict[str, Person]) -> None:
    for day, source, sentence in (
        (TODAY() + timedelta(days=1), "家属", "还没到"), (date(1939, 1, 1), "家属", "早于出生"),
        (TODAY(), " ", "怎么知道"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            actions.record_death(family["奶奶"], by=worker.actor, died_on=day, source=source)


def test_what_runs_ends_with_the_day_and_nobody_visits_the_dead(
    county: County, worker: Standing, family: dict[str, Person]
) -> None:
    her = family["奶奶"]
    actions.tag(her, actions.Mark("elder_alone"), by=worker.actor)
    tasks.open_task("visit", "再去看看", TODAY(), by=worker.actor, place=her, owner=worker.post, person=her.pk)
    actions.record_death(her, by=worker.actor, died_on=TODAY(), source="女儿电话告知")
    her.refresh_from_db()
    assert (her.died_on, her.household_id) == (TODAY(), None)
    assert now(Household.objects.get()) == ["妈妈", "孩子", "爸爸"]
    assert not PriorityTag.objects.filter(person=her, ends_on=None).exists()
    assert [task.outcome for task in Task.objects.filter(person=her.pk)] == ["人已去世"]
    ended = Event.objects.get(verb="task.all_ended")
    assert (ended.by_user, ended.county_id) == (worker.user.pk, her.county_id)
    assert ended.facts == {"person": str(her.pk), "tasks": 1}
    assert Event.objects.get(verb="message.silenced").facts == {"person": str(her.pk), "messages": 1}
    with pytest.raises(Refused, match="已经记了去世"):
        actions.record_death(her, by=worker.actor, died_on=TODAY(), source="又一次")
    with pytest.raises(Refused, match="去世"):
        actions.join_household(her, Household.objects.get(), by=worker.actor)
    earlier = actions.take_back_death(her.deaths.get(), by=worker.actor)
    actions.record_death(her, by=worker.actor, died_on=TODAY() - timedelta(days=3), source="死亡证明")
    her.refresh_from_db()
    record(worker.actor, county.communities[0], happened_on=TODAY() - timedelta(days=4), persons=[her])
    for kind in (Kind.HOME_VISIT, Kind.PHONE_VISIT):
        with pytest.raises(Refused, match="奶奶 已于"):
            record(worker.actor, county.communities[0], kind=kind, happened_on=TODAY(), persons=[her])
    with pytest.raises(Refused, match="已经收回"):
        actions.take_back_death(earlier, by=worker.actor)


def test_a_death_taken_back_lets_everything_run_again(worker: Standing, family: dict[str, Person]) -> None:
    him = family["爸爸"]
    actions.tag(him, actions.Mark("disability"), by=worker.actor)
    death = actions.record_death(him, by=worker.actor, died_on=TODAY(), source="误传")
    assert [kind for _l, _o, kind in queries.kin(family["妈妈"])] == []
    actions.take_back_death(death, by=worker.actor)
    him.refresh_from_db()
    assert (him.died_on, him.household) == (None, Household.objects.get())
    assert him.tags.filter(ends_on=None).count() == 1
    assert [kind for _l, _o, kind in queries.kin(family["妈妈"])] == ["配偶"]


def test_where_she_is_registered_and_where_she_lives_is_told_from_the_addresses(
    county: County, worker: Standing, family: dict[str, Person]
) -> None:
    home, her = Household.objects.get(), family["奶奶"]
    assert residence(her, home, lives=True) == ""
    her.registered_address = f"青禾县 {home.address}"
    assert residence(her, home, lives=True) == Residence.HERE
    assert residence(her, home, lives=False) == Residence.AWAY
    her.registered_address = "柳河镇老街8号"
    assert residence(her, home, lives=True) == Residence.GUEST
    assert residence(her, home, lives=False) == ""


def test_the_family_is_drawn_by_generation(worker: Standing, family: dict[str, Person]) -> None:
    actions.record_death(family["奶奶"], by=worker.actor, died_on=TODAY(), source="家属")
    links = homes.kin_of_home([family["爸爸"].pk, family["妈妈"].pk, family["孩子"].pk])
    drawn = genogram({p.pk: p for p in family.values()}, [family["爸爸"].pk], links)
    rows = {node.person.name: node.row for node in drawn.nodes}
    assert rows == {"奶奶": 0, "爸爸": 1, "妈妈": 1, "孩子": 2}
    (root,) = drawn.roots
    assert (root.person.name, [child.person.name for child in root.children]) == ("奶奶", ["爸爸"])
    father = root.children[0]
    assert [one.person.name for one in (*father.spouses, *father.children)] == ["妈妈", "孩子"]


def test_the_pages_show_today_history_tree_and_picture(
    sign_in: SignIn, worker: Standing, family: dict[str, Person]
) -> None:
    client, home = sign_in(worker), Household.objects.get()
    actions.amend(family["妈妈"], by=worker.actor, version=1, registered_address="柳河镇老街8号")
    died = {"died_on": TODAY().isoformat(), "source": "女儿电话告知"}
    death = reverse("person_death", args=[family["奶奶"].pk])
    assert client.post(death, died | {"source": ""}).status_code == 422
    assert client.post(death, died).status_code == 302
    assert f"{TODAY()} 去世" in client.get(reverse("person", args=[family["奶奶"].pk])).content.decode()
    assert "已去世" in client.get(reverse("people")).content.decode()
    body = client.get(reverse("household", args=[home.pk])).content.decode()
    assert "户主还未成年" not in body
    assert "不在册在住" in body
    assert body.count("<circle") == 2
    assert f"（{TODAY()} 去世）" in body
    split = reverse("household_split", args=[home.pk])
    assert client.post(split, {}).status_code == 422
    made = client.post(split, {"people": [str(family["孩子"].pk)], "name": "孩子家"})
    assert made.status_code == 302
    unite = made["Location"] + "unite/"
    assert home.address in client.get(unite).content.decode()
    assert client.post(unite, {"household": str(home.pk)})["Location"] == reverse("household", args=[home.pk])
    assert client.post(death, {"take_back": "1"}).status_code == 302


def test_the_household_page_asks_as_often_for_one_as_for_four(
    county: County, sign_in: SignIn, worker: Standing, family: dict[str, Person]
) -> None:
    actions.register(
        by=worker.actor, community=county.communities[0], name="独居", birth_date=date(1950, 1, 1),
        dwelling=county.dwellings[1],
    )  # fmt: skip
    client, asked = sign_in(worker), []
    for pk in Household.objects.order_by("created_at").values_list("pk", flat=True):
        client.get(reverse("household", args=[pk]))
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("household", args=[pk]))
        asked.append(len(caught))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": "王五"}, ""),
        ({"name": "买买提·" + "阿" * 46}, ""),
        ({"name": "王" * 101}, "最多100个字"),
        ({"name": "尼玛•扎西"}, ""),
        ({"name": "无证"}, ""),
        ({"name": "老证", "documents": [("old_id", "999999510203002")]}, ""),
        ({"name": "外国人", "documents": [("passport", "E12345678")]}, ""),
        ({"name": "外国人", "documents": [("passport", "!!")]}, "不像护照号码"),
        ({"name": "抄错", "documents": [("id_card", card()[:-1])]}, "现在是17位"),
        ({"name": "将来", "birth_date": date(2199, 1, 1)}, "出生日期不对"),
    ],
)  # fmt: skip
def test_unusual_people_are_taken_or_refused_with_a_sentence(
    county: County, worker: Standing, facts: dict[str, object], sentence: str
) -> None:
    register = lambda: actions.register(by=worker.actor, community=county.communities[0], **facts)  # type: ignore[arg-type]  # noqa: E731
    if not sentence:
        assert register().name == str(facts["name"]).replace("•", "·")
    else:
        with pytest.raises(Refused, match=sentence):
            register()


def test_six_of_a_family_share_a_telephone_and_a_child_may_head_the_household(
    county: County, sign_in: SignIn, worker: Standing
) -> None:
    for number in range(6):
        actions.register(
            by=worker.actor, community=county.communities[0], name=f"家人{number}", phones=[(PHONE, "母亲")],
            dwelling=county.dwellings[0], relation="户主" if number == 0 else "", birth_date=date(2015, 1, 1 + number),
        )  # fmt: skip
    heads = HouseholdMember.objects.filter(relation="户主")
    assert [member.person.name for member in heads] == ["家人0"]
    body = sign_in(worker).get(reverse("household", args=[Household.objects.get().pk])).content.decode()
    assert "户主还未成年" in body


def test_who_moves_to_another_community_is_registered_there_and_what_lives_follows_by_the_merge(
    county: County, worker: Standing, post: Callable[..., Standing]
) -> None:
    here, there = county.communities[:2]
    lead = post(Role.STATION_LEAD, county.towns[0])
    old = actions.register(by=lead.actor, community=here, name="王桂兰", phones=[("13800001950", "")])
    actions.tag(old, actions.Mark("elder_alone"), by=lead.actor)
    home = actions.open_household(by=lead.actor, community=there, address="东关路5号")
    with pytest.raises(Refused, match="合成一份"):
        actions.join_household(old, home, by=lead.actor)
    assert not home.members.exists()
    new = actions.register(by=lead.actor, community=there, name="王桂兰")
    actions.join_household(new, home, by=lead.actor)
    actions.merge(new, old, by=lead.actor)
    assert {row.community_id for row in (*new.telephones.all(), *new.tags.all())} == {there.pk}
    assert (new.telephones.count(), new.tags.count()) == (1, 1)
