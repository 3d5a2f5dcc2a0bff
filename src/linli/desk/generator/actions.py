"""The one verb: fill a county."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context

from django.db import connection

from linli.audit import actions as audit
from linli.desk.generator import people, policies, statements
from linli.desk.generator.bare import bare
from linli.desk.generator.network import Spot
from linli.desk.generator.scales import MEMBERS, Scale
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import action, require
from linli.people.packs import age_bands
from linli.places.models import Division

Say = Callable[[str], object]


@dataclass(frozen=True)
class Recipe:
    """What is generated: the seed, the size, the days of the records; ``processes`` share the work of the people."""

    seed: int
    scale: Scale
    period: Period
    processes: int = 1


@action
def fill(county: Division, spots: list[Spot], recipe: Recipe, *, by: Actor, say: Say, fast: bool) -> None:
    """Write homes, people and records of a county that has nobody yet.

    ``fast`` takes indexes and promises off meanwhile and puts them back, all in this transaction (the owner of the
    tables may do that). Raises ``Refused``.
    """
    require(policies.fill(by, county))
    facts = _facts(recipe)
    with bare(statements.TABLES) if fast else nullcontext():
        _stage(spots, recipe, say)
        for text, group in (("房屋和家庭", statements.HOMES), ("居民", statements.PEOPLE), ("记录", statements.DEEDS)):
            say(f"{text}……")
            for statement in group:
                _run(statement.format(**facts))
        say("索引和约束……")
    _run("DROP TABLE spot, home, resident, act")
    audit.record(
        "county.generated", None, by=by, county=county.pk, seed=recipe.seed, people=recipe.scale.people,
        records=recipe.scale.records,
    )  # fmt: skip


def _facts(recipe: Recipe) -> dict[str, object]:
    """Return what the statements are filled with: numbers and dates of ours, never a text from outside."""
    scale, first = recipe.scale, recipe.period.start
    bands = " ".join(f"WHEN years BETWEEN {low} AND {high} THEN '{code}'" for code, (low, high) in age_bands().items())
    dice = {f"d{k}": f"(hashint8extended(n, {recipe.seed * 100 + k}) & 2147483647)::int" for k in range(1, 9)}
    return {
        **dice,
        "areas": "county_id, town_id, community_id",
        "seed": f"'{recipe.seed:d}'",
        "start": f"date '{first.isoformat()}'",
        "days": (recipe.period.end - first).days + 1,
        "spots": scale.spots,
        "size": scale.households * MEMBERS,
        "records": scale.records,
        "bands": bands,
    }


def _stage(spots: list[Spot], recipe: Recipe, say: Say) -> None:
    for statement in statements.STAGES:
        _run(statement)
    with connection.cursor() as cursor, cursor.copy("COPY spot FROM STDIN") as copy:
        for spot in spots:
            copy.write_row(spot)
    tasks = [(recipe.seed, recipe.scale, spot.number, spot.name) for spot in spots]
    with _workers(recipe.processes) as work:
        for done, (homes, residents) in enumerate(work(tasks), 1):
            _copy(f"COPY home ({people.HOMES}) FROM STDIN", homes)
            _copy(f"COPY resident ({people.PEOPLE}) FROM STDIN", residents)
            if done % 25 == 0:
                say(f"  {done}/{len(tasks)} 个社区的居民")
    for statement in ("CREATE INDEX ON home (n)", "CREATE INDEX ON resident (n)", "ANALYZE spot", "ANALYZE home"):
        _run(statement)
    _run("ANALYZE resident")


@contextmanager
def _workers(processes: int) -> Iterator[Callable[[Iterable[object]], Iterator[tuple[str, str]]]]:
    if processes == 1:
        yield lambda tasks: map(people.community, tasks)  # type: ignore[arg-type]
        return
    with get_context("fork").Pool(processes) as pool:
        yield lambda tasks: pool.imap(people.community, tasks)  # type: ignore[arg-type]


def _copy(statement: str, text: str) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
