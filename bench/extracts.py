"""The extracts of closed cases for the bench: needs, goals and words as unevenly spread as they are in practice."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from bench.cases import CODE, LEFT, analysed, made, post
from linli.accounts.models import Post, Role
from linli.kernel.scope import Scope, enter
from linli.people.actions.areas import of_row
from linli.people.models import Person
from linli.people.packs import age_band
from linli.places.models import Division
from linli.practice import extracting
from linli.practice.library import library
from linli.practice.models import CaseExtract, CaseFile, CaseWorker
from linli.practice.options import options
from linli.practice.queries.digest import Digest
from linli.records.models import Undertaking


def left(county: Division) -> None:
    """Make the extracts of a county unless they are there, all of one worker who is gone."""
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        if not CaseExtract.objects.filter(county_id=county.pk).exists():
            people = Person.objects.filter(county_id=county.pk, cases=None).defer("search").order_by("id")
            leave(list(people), post(Role.SOCIAL_WORKER, county, "从前的社工"), LEFT, Random(LEFT))
    analysed("practice_caseextract", "practice_extractterm", "practice_casefile", "practice_caseworker")


def leave(people: Sequence[Person], by: Post, count: int, dice: Random) -> None:
    """Write ``count`` closed cases, each with its extract, of people in turn."""
    now, today = timezone.now(), timezone.localdate()
    works = made(
        Undertaking(kind="case", title="x", source=f"bench.{CODE}", source_id=f"c{n}", opened_on=date(2020, 1, 1),
                    closed_on=today, **of_row(one))
        for n in range(count) for one in [people[n % len(people)]]
    )  # fmt: skip
    cases = made(
        CaseFile(
            number=f"GA-C{n}", client=one, undertaking=works[n], state="closed", source="self", opened_by=by,
            opened_at=now - timedelta(days=900), closed_at=now - timedelta(days=dice.randrange(800)), **of_row(one),
        )
        for n in range(count) for one in [people[n % len(people)]]
    )  # fmt: skip
    made(
        CaseWorker(case=case, post=by, user_id=by.user_id, part="owner", starts_at=case.opened_at,
                   ended_at=case.closed_at, **of_row(case))
        for case in cases
    )  # fmt: skip
    made(_extract(case, dice, today) for case in cases)


def _extract(case: CaseFile, dice: Random, today: date) -> CaseExtract:
    goals, needs, pairs = (
        list(library().values()),
        list(options("assessment", "needs")),
        sorted(extracting.vocabulary()),
    )
    taken = dice.sample(goals, dice.randrange(1, 4))
    found = Digest(
        age_band(case.client.birth_date, today), dice.choice(("low", "low", "medium")), (),
        tuple(dict.fromkeys(_one(needs, dice) for _ in range(3))), tuple(goal.code for goal in taken), (),
        tuple(f"{goal.code}.{i}" for goal in taken for i in range(len(goal.methods)) if dice.random() < 0.7), (),
    )  # fmt: skip
    words = {f"w:{_one(pairs, dice)}" for _ in range(dice.randrange(5, 30))}
    month = dice.randrange(12)
    return CaseExtract(
        case=case, client=case.client, quarter=date(2024 + month // 4 % 3, 1 + month % 4 * 3, 1), band=found.band,
        risk=found.risk, reason="reached", sessions=6, needs=list(found.needs), goals=list(found.goals),
        methods=list(found.methods), terms=sorted({*found.terms(()), *words}), cell=found.cell, **of_row(case),
    )  # fmt: skip


def _one(many: Sequence[str], dice: Random) -> str:
    """Return one of many, the first ones far more often than the last."""
    return many[int(len(many) * dice.random() ** 2)]
