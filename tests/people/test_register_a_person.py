"""A worker registers a person of her area."""

from collections.abc import Callable
from datetime import date

import pytest

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused
from linli.people import actions
from linli.people.models import DocumentKind, IdentityDocument, Person, PriorityTag, Sex, Telephone
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.people.cards import card

Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


def test_a_worker_of_another_community_is_told_where_to_turn(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="不在您负责的范围内"):
        actions.register(by=worker.actor, community=county.communities[1], name="王小明")
    assert not Person.objects.exists()


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR, Role.SYSTEM_ADMIN, Role.RESIDENT])
def test_other_posts_do_not_register(county: County, post: Post, role: str) -> None:
    with pytest.raises(Refused, match="岗位不能登记"):
        actions.register(by=post(role, county.division).actor, community=county.communities[0], name="王小明")


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u200e", "名" * 101])
def test_a_name_is_needed_and_fits(county: County, worker: Standing, name: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.register(by=worker.actor, community=county.communities[0], name=name)
    assert refused.value.field == "name"


def test_a_number_known_in_sight_is_refused_by_name(county: County, worker: Standing) -> None:
    actions.register(by=worker.actor, community=county.communities[0], name="王小明", documents=[("id_card", card())])
    with pytest.raises(Refused, match="登记在“王小明”名下"):
        actions.register(
            by=worker.actor, community=county.communities[0], name="王晓明", documents=[("id_card", card())]
        )
    assert Person.objects.count() == 1


def test_a_number_known_elsewhere_is_refused_without_telling(county: County, worker: Standing, post: Post) -> None:
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    actions.register(by=other.actor, community=county.communities[2], name="远方的人", documents=[("id_card", card())])
    see(county.communities[0])
    with pytest.raises(Refused) as refused:
        actions.register(
            by=worker.actor, community=county.communities[0], name="王小明", documents=[("id_card", card())]
        )
    assert refused.value.sentence == "这个证件号暂时不能登记，请找站点协调员核对。"
    assert not Person.objects.exists()


def test_a_birth_date_that_contradicts_the_number_is_refused(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="1951-02-03") as refused:
        actions.register(
            by=worker.actor, community=county.communities[0], name="王小明", birth_date=date(1951, 2, 4),
            documents=[("id_card", card())],
        )  # fmt: skip
    assert refused.value.field == "birth_date"


def test_a_recognised_category_names_its_authority(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="哪个机关"):
        actions.register(
            by=worker.actor, community=county.communities[0], name="王小明",
            categories=[actions.Mark("low_income", PriorityTag.Basis.RECOGNISED)],
        )  # fmt: skip
    assert not Person.objects.exists()


def test_a_person_is_registered_with_everything_told(county: County, worker: Standing) -> None:
    person = actions.register(
        by=worker.actor, community=county.communities[0], name=" 尼玛•扎西 ", preferred_name="尼玛大叔",
        documents=[(DocumentKind.ID_CARD, card())], phones=[("138 1234 5521", ""), ("0990-2234567", "女儿")],
        dwelling=county.dwellings[0], relation="户主", categories=[actions.Mark("elder_alone")],
    )  # fmt: skip
    stored = Person.objects.get(pk=person.pk)
    assert (stored.name, stored.sex, stored.birth_date) == ("尼玛·扎西", Sex.FEMALE, date(1951, 2, 3))
    assert stored.sort_key.startswith("ni ma")
    areas = (county.division.pk, county.towns[0].pk, county.communities[0].pk, county.grids[0].pk)
    for row in (
        stored, *stored.documents.all(), *stored.telephones.all(), *stored.memberships.all(), *stored.tags.all(),
        stored.household,
    ):  # fmt: skip
        assert (row.county_id, row.town_id, row.community_id, row.grid_id) == areas
    assert IdentityDocument.objects.get().number == card()
    assert {phone.number for phone in Telephone.objects.all()} == {"+8613812345521", "+869902234567"}
    assert stored.actual_address == "示范家苑3栋2单元501"
    assert stored.memberships.get().relation == "户主"
    assert Event.objects.get(verb="person.registered").subject == person.pk


def test_the_second_person_of_a_dwelling_joins_its_household(county: County, worker: Standing) -> None:
    first, second = (
        actions.register(by=worker.actor, community=county.communities[0], name=name, dwelling=county.dwellings[0])
        for name in ("王小明", "李小红")
    )
    assert first.household == second.household


def test_a_grid_worker_registers_in_her_grid(county: County, post: Post) -> None:
    worker = post(Role.GRID_WORKER, county.grids[0])
    see(county.grids[0])
    person = actions.register(
        by=worker.actor, community=county.communities[0], name="王小明", dwelling=county.dwellings[0]
    )
    assert person.grid_id == county.grids[0].pk


def test_somebody_known_only_by_what_she_is_called(county: County, worker: Standing) -> None:
    person = actions.register(by=worker.actor, community=county.communities[0], name="", preferred_name="豆腐西施")
    assert (person.name, person.preferred_name) == ("豆腐西施", "豆腐西施")


def test_a_document_that_comes_later_tells_birth_and_sex(county: County, worker: Standing) -> None:
    person = actions.register(by=worker.actor, community=county.communities[0], name="王小明")
    actions.add_document(person, by=worker.actor, kind="id_card", number=card())
    person.refresh_from_db(fields=["birth_date", "sex", "version"])
    assert (person.birth_date, person.sex, person.version) == (date(1951, 2, 3), Sex.FEMALE, 2)
    with pytest.raises(Refused, match="1960-01-01"):
        actions.add_document(person, by=worker.actor, kind="hmt_permit", number=card("19600101", area="810000"))
    assert person.documents.count() == 1
