"""The sample of a survey of the whole county: read, drawn and kept as the worker does it; nothing of it is left."""

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bench import cases
from bench.rows import Row
from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.kernel.actor import Actor
from linli.kernel.scope import enter
from linli.matching import draws
from linli.places.models import Division
from linli.surveys import actions
from linli.surveys.actions import Terms
from linli.surveys.actions.drawing import chosen_of
from linli.surveys.models import Respondent, Survey
from linli.surveys.packs import templates

SIZE, LEAST, MOST, PER = 2_000, 5, 30.0, 100_000
SEED = "5eed" * 16


def measure(county: Division) -> list[Row]:
    """Measure the three pieces of one draw."""
    with transaction.atomic():
        by, survey = _prepared(county)
        enter(by.scope)
        begun = time.perf_counter()
        laid = actions.read_frame(survey, by=by)
        read = time.perf_counter()
        chosen = chosen_of(survey, laid, SEED)
        drawn = time.perf_counter()
        survey = actions.keep_draw(survey, laid, chosen, by=by)
        kept = time.perf_counter()
        again = draws.draw(SEED, chosen.codes, SIZE, LEAST)
        same = again.sample == chosen.drawn.sample and again.frame == survey.frame_digest
        right = same and Respondent.objects.filter(survey=survey).count() == survey.drawn == len(chosen.people)
        transaction.set_rollback(True)
    seconds = (kept - begun) * PER / max(laid.people, PER)
    return [
        Row(
            f"sample of {len(chosen.people):,} out of {laid.people:,} people, seconds per 100,000",
            f"{seconds:.1f} s",
            f"limit {MOST:g} s; read {read - begun:.1f}, drawn {drawn - read:.1f}, kept {kept - drawn:.1f} s in all",
            round(seconds, 1), f"≤ {MOST:g} and drawn again the same", right and seconds <= MOST,
        )
    ]  # fmt: skip


def _prepared(county: Division) -> tuple[Actor, Survey]:
    """Return an evaluator and her survey of the county, ready to be drawn."""
    today = timezone.localdate()
    officer, evaluator = _actor(Role.COUNTY_OFFICER, county), _actor(Role.EVALUATOR, county)
    terms = Terms(
        "residents", "居民满意度", "示范调查公司", today - timedelta(days=365), today, today + timedelta(days=30), SIZE,
        LEAST,
    )  # fmt: skip
    enter(officer.scope)
    survey = actions.commission(county, terms, by=officer)
    actions.engage(survey, Post.objects.get(pk__in=[evaluator.post]), by=officer)
    enter(evaluator.scope)
    code = next(code for code, one in templates().items() if one.kind == "residents")
    asked = actions.publish(actions.begin_questionnaire(code, by=evaluator), by=evaluator)
    actions.choose(survey, asked, by=evaluator)
    return evaluator, Survey.objects.select_related("place").get(pk=survey.pk)


def _actor(role: str, county: Division) -> Actor:
    held = cases.post(role, county)
    return actor_of(held.user, held)
