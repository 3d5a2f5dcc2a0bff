"""Evaluations for tests: an evaluator is called, draws, checks and scores by the verbs."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from linli.accounts.models import Post
from linli.accounts.sight import actor_of
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter, seeing
from linli.places.models import Division
from linli.projects.evaluation import actions
from linli.projects.models import Criterion, ServiceProject
from linli.projects.models.evaluation import Evaluation, Rectification, SampledRecord, Score
from linli.records.models import Kind, ServiceRecord
from tests.factories import accounts, projects
from tests.factories.projects import Buying
from tests.factories.records import record

SEED = "5eed" * 16
PHONE = "13900009901"


def third(county: int, name: str = "示范评估机构") -> Organisation:
    """Register an organisation that evaluates."""
    with acting():
        return Organisation.objects.create(name=name, kind="social", county_id=county)


def served(project: ServiceProject, places: list[Division], worker: Actor, each: int = 3) -> list[ServiceRecord]:
    """Record visits and calls of a project in each place, ``each`` of either kind."""
    day = min(timezone.localdate(), project.ends_on) - timedelta(days=2)
    told = {"happened_on": day, "programme": project.programme, "head_count": 2, "narrative": "说了一会儿话"}
    return [
        record(worker, place, kind=kind, **told)
        for place in places
        for kind in (Kind.HOME_VISIT, Kind.PHONE_VISIT)
        for _number in range(each)
    ]


def called(
    project: ServiceProject, who: Buying, *, kind: str = "mid_term", phone: str = PHONE, days: int = 0
) -> Evaluation:
    """Call an evaluator of a third organisation."""
    ours = Organisation.objects.filter(name="示范评估机构", county_id=project.county_id).first()
    told = actions.Called("示范评估员", phone, ours or third(project.county_id), days)
    return actions.appoint_evaluator(project, kind, told, by=who.buyer, seed=SEED)


def evaluator(evaluation: Evaluation) -> Actor:
    """Return who evaluates, as the door makes her."""
    post = Post.objects.select_related("user", "organisation").get(pk=evaluation.post_id)
    return actor_of(post.user, post)


def checked(evaluation: Evaluation, by: Actor) -> Evaluation:
    """Draw, find everything in order, and score every item in full."""
    enter(by.scope)
    evaluation = actions.draw(evaluation, by=by)
    for row in SampledRecord.objects.filter(evaluation=evaluation):
        actions.verify(row, {"seen": "yes", "proved": "yes", "agrees": "yes"}, by=by)
    scored(evaluation, by)
    return evaluation


def scored(evaluation: Evaluation, by: Actor, share: str = "1") -> None:
    """Score every item by hand with a share of its points."""
    for one in evaluation.project.criterions.all():
        actions.score(evaluation, one, one.weight * Decimal(share), by=by, reason="看了材料")


def drafted(evaluation: Evaluation, by: Actor) -> Evaluation:
    """Have a draft handed in."""
    return actions.hand_in(checked(evaluation, by), "做得扎实。", by=by)


def bare(project: ServiceProject, post: object = None) -> Evaluation:
    """Make an evaluation of a project by a few rows: drawn, with a record and something to be put right."""
    held = Post.objects.filter(pk=post).first() if post else None
    ours = third(project.county_id, f"示范评估机构{new_id().hex[-8:]}")
    held = held or accounts.post("evaluator", None, organisation=ours)
    now, today = timezone.now(), timezone.localdate()
    with acting():
        made = Evaluation(
            project=project, kind="mid_term", state="checking", organisation=ours, post=held, evaluator="示范评估员",
            until=today + timedelta(days=9), since=project.starts_on, upto=today, size=30, commitment="0" * 64,
            frame_digest="0" * 64, frame_size=1, drawn=1, appointed_at=now,
        )  # fmt: skip
        made.seed = SEED
        made.save(force_insert=True)
        criterion, _ = Criterion.objects.get_or_create(
            project=project, block="成效", name="质量", defaults={"position": 1, "weight": 100}
        )
        Score.objects.create(evaluation=made, criterion=criterion, points=Decimal(60), reason="看了材料", at=now)
        Rectification.objects.create(evaluation=made, what="补签到", due_on=today + timedelta(days=9))
        with seeing(Scope(post=held.pk)):
            SampledRecord.objects.create(
                evaluation=made, record=new_id(), code=new_id().hex, position=1, stratum="x", kind="home_visit",
                place="示范镇", happened_on=date(2026, 1, 5), recorded_at=now, servers=1, heads=1,
                provenance="on_the_spot", has_text=True, corrected=False,
            )  # fmt: skip
    return made


__all__ = ["SEED", "bare", "called", "checked", "drafted", "evaluator", "projects", "scored", "served", "third"]
