"""People are found by what somebody remembers of them, and only inside one's own area."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.scope import NOWHERE, enter
from linli.people import actions, queries
from linli.people.models import Person
from linli.people.queries import Wanted
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.people.cards import card
from tests.support.hostile import SECURITY

Post = Callable[..., Standing]
DAY = date(2026, 11, 21)


@pytest.fixture
def neighbours(county: County, worker: Standing) -> dict[str, Person]:
    facts: list[tuple[str, str, str, str]] = [
        ("王小明", "", "13812345521", "柳河湾12栋1单元302"),
        ("李小红", "豆腐西施", "13912345522", "东关路5号"),
        ("单雄信", "", "0990-2234567", "东关路15号"),
        ("尼玛·扎西", "", "13712345521", "示范家苑3栋"),
        ("John Smith", "", "13612340000", "示范家苑4栋"),
        ("𠮷田𣲗", "", "13512340001", "示范家苑5栋"),
    ]
    return {
        name: actions.register(
            by=worker.actor, community=county.communities[0], name=name, preferred_name=called,
            phones=[(phone, "")], actual_address=address, documents=[("id_card", card(serial=f"{number:03d}"))],
        )
        for number, (name, called, phone, address) in enumerate(facts)
    }  # fmt: skip


def names(text: str, actor: Actor, **wanted: object) -> set[str]:
    return {row.name for row in queries.people(Wanted(text, **wanted), by=actor, day=DAY).rows}  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["王小明", "wxm", "13812345521", "5521", "柳河湾", "王", card(serial="000")])
def test_nobody_outside_the_area_is_found(county: County, post: Post, neighbours: dict[str, Person], text: str) -> None:
    stranger = post(Role.SOCIAL_WORKER, county.towns[1])
    see(county.towns[1])
    assert names(text, stranger.actor) == set()


def test_the_function_of_the_search_takes_its_reach_from_the_transaction_alone(
    county: County, neighbours: dict[str, Person]
) -> None:
    ask = "SELECT count(*) FROM people_found('''n:王''', '{}', %s, '', now()::date, NULL, NULL, '', NULL, 50)"

    def found(place: int | None) -> int:
        with connection.cursor() as cursor:
            cursor.execute(ask, [place])
            return int(cursor.fetchone()[0])

    assert found(None) == 1
    see(county.towns[1])
    assert [found(None), found(county.towns[0].pk), found(county.division.pk)] == [0, 0, 0]
    enter(NOWHERE)
    assert found(county.towns[0].pk) == 0


def test_the_function_is_not_open_to_every_role(county: County) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege('public', p.oid, 'execute'), prosecdef, proconfig FROM pg_proc p"
            " WHERE proname = 'people_found'"
        )
        assert cursor.fetchall() == [(False, True, ["search_path=pg_catalog, public, pg_temp"])]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION people_found RESET ALL")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王小", {"王小明"}),
        ("小明", {"王小明"}),
        ("小", set()),  # one character is looked for at the head of names
        ("王", {"王小明"}),
        ("豆腐", {"李小红"}),
        ("wxm", {"王小明"}),
        ("WX", {"王小明"}),
        ("sxx", {"单雄信"}),
        ("shanxiong", {"单雄信"}),
        ("dfxs", {"李小红"}),
        ("nmzx", {"尼玛·扎西"}),
        ("玛·扎", {"尼玛·扎西"}),
        ("smith", {"John Smith"}),
        ("john smith", {"John Smith"}),
        ("𠮷田", {"𠮷田𣲗"}),
        ("𣲗", set()),
        ("田𣲗", {"𠮷田𣲗"}),
        ("5521", {"王小明", "尼玛·扎西"}),
        ("138 1234 5521", {"王小明"}),
        ("+8613812345521", {"王小明"}),
        ("09902234567", {"单雄信"}),
        ("13899999999", set()),
        ("柳河湾12栋", {"王小明"}),
        ("东关路", {"李小红", "单雄信"}),
        ("东关路5号", {"李小红"}),  # 15号 has the same pairs: the page shown is rechecked
        ("小红 东关", {"李小红"}),
        ("小明 东关", set()),
        (card(serial="000"), {"王小明"}),
        (card(serial="000").lower(), {"王小明"}),
        (card("19510204"), set()),
        ("'", set()),
        ("\\", set()),
        ("' | 'n:王", set()),
        ("%", set()),
        ("\x00\ud800", {"王小明", "李小红", "单雄信", "尼玛·扎西", "John Smith", "𠮷田𣲗"}),  # tidied away: no search
    ],
)
def test_what_is_remembered_finds_her(
    worker: Standing, neighbours: dict[str, Person], text: str, found: set[str]
) -> None:
    assert names(text, worker.actor) == found


def test_an_amended_name_is_found_and_the_old_one_is_not(worker: Standing, neighbours: dict[str, Person]) -> None:
    actions.amend(neighbours["王小明"], by=worker.actor, version=1, name="欧阳明")
    assert (names("欧阳", worker.actor), names("王小", worker.actor)) == ({"欧阳明"}, set())


def test_search_narrows_by_place_category_and_age(
    county: County, worker: Standing, neighbours: dict[str, Person]
) -> None:
    actions.tag(neighbours["王小明"], actions.Mark("low_income_edge", starts_on=DAY), by=worker.actor)
    born = actions.register(
        by=worker.actor, community=county.communities[1], name="王小小", birth_date=date(2020, 11, 22)
    )
    for text in ("", "wx", "王小"):
        assert names(text, worker.actor, category="low_income_edge") == {"王小明"}
        assert names(text, worker.actor, place=county.communities[1]) == {born.name}
        assert names(text, worker.actor, band="0-5") == {born.name}
        assert names(text, worker.actor, band="6-12") == set()


def test_pages_follow_one_another_without_gaps(county: County, worker: Standing) -> None:
    made = [actions.register(by=worker.actor, community=county.communities[0], name="王小明").pk for _ in range(7)]
    for text in ("", "王小明", "王", "wxm"):
        seen, after = [], ""
        while True:
            page = queries.people(Wanted(text), by=worker.actor, day=DAY, after=after, size=3)
            seen += [row.pk for row in page.rows]
            after = page.next
            if not after:
                break
        assert seen == sorted(made)


def test_a_page_key_that_cannot_be_read_starts_at_the_beginning(
    worker: Standing, neighbours: dict[str, Person]
) -> None:
    for after in ("x", "W10", "WyJhIiwgImIiXQ", "%00"):
        assert len(queries.people(Wanted("王"), by=worker.actor, day=DAY, after=after).rows) == 1
        assert len(queries.people(Wanted(), by=worker.actor, day=DAY, after=after).rows) == 6


@pytest.mark.slow
def test_hard_characters_are_found(county: County, worker: Standing) -> None:
    hard = json.loads((SECURITY / "hanzi" / "hard_chars.json").read_text())
    characters = sorted({*hard["astral"], *hard["not_gbk"]})
    assert len(characters) == 276
    for character in characters:
        actions.register(by=worker.actor, community=county.communities[0], name=f"王{character}")
    for character in characters:
        assert names(f"王{character}", worker.actor) == {f"王{character}"}, character


def test_no_table_is_read_from_end_to_end(county: County, worker: Standing) -> None:
    """With rows enough to matter, every way of finding goes through an index under row security."""
    from tests.people.crowd import crowd

    crowd(county, 6_000)
    for text in ("", "王伟", "wxm", "5521", "13812345521", "柳河湾12栋", card(), "王"):
        before = _sequential()
        queries.people(Wanted(text), by=worker.actor, day=DAY)
        assert _sequential() == before, text


def _sequential() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname LIKE 'people_%' ORDER BY 1"
        )
        return list(cursor.fetchall())
