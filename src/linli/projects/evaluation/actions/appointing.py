"""An evaluator is called to a project, or the provider begins its own evaluation; one is called off."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts import actions as accounts
from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.matching import draws
from linli.projects.evaluation import policies
from linli.projects.evaluation.actions.road import REPLY, end_asked, held, move
from linli.projects.evaluation.packs import terms
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation, EvaluationKind, EvaluationState
from linli.projects.packs import region_of
from linli.projects.words import held as held_project
from linli.projects.words import text


@dataclass(frozen=True)
class Called:
    """Who is called: her name and telephone, her organisation, for how many days (0: as the pack says)."""

    name: str
    phone: str
    organisation: Organisation
    days: int = 0


@action
def appoint_evaluator(project: ServiceProject, kind: str, called: Called, *, by: Actor, seed: str = "") -> Evaluation:
    """Call an evaluator: her account is good for some days, reads one sample, and dies by itself.

    The seed of the sample is made and committed to now, before anybody draws. ``seed`` (64 hex digits) is fresh unless
    a test gives it. Raises ``Refused`` naming the field.
    """
    project = held_project(project)
    require(policies.appoint_evaluator(by, project, kind, called.organisation))
    told, today = terms(region_of(project.place)), timezone.localdate()
    days = called.days or told.days
    if not 1 <= days <= told.most_days:
        raise Refused(_("账号有效期写 1 到 %(most)d 天。") % {"most": told.most_days}, "days")
    until = today + timedelta(days=days - 1)
    post = accounts.call_in(called.name, called.phone, called.organisation, until, by=by)
    if (refusal := policies.independent(post)) is not None:
        raise Refused(refusal, "phone")
    seed = seed or secrets.token_hex(32)
    made = _new(project, kind, post, by, organisation=called.organisation, until=until)
    made.seed, made.commitment = seed, draws.commitment(seed)
    _save(made)
    audit.record(
        "evaluation.appointed", made, by=by, county=project.county_id, kind=kind, until=until.isoformat(),
        post=str(post.pk), commitment=made.commitment,
    )  # fmt: skip
    return made


@action
def begin_self_evaluation(project: ServiceProject, *, by: Actor) -> Evaluation:
    """Begin the provider's own evaluation: scored by its head, without a sample. Raises ``Refused``."""
    project = held_project(project)
    require(policies.begin_self_evaluation(by, project))
    assert project.organisation is not None
    post = Post.objects.get(pk__in=[by.post])
    made = _new(project, EvaluationKind.SELF, post, by, organisation=project.organisation, until=project.ends_on)
    made.state, made.until = EvaluationState.CHECKING, max(project.ends_on, timezone.localdate()) + timedelta(days=30)
    _save(made)
    audit.record("evaluation.begun", made, by=by, county=project.county_id, kind=made.kind)
    return made


@action
def call_off_evaluation(evaluation: Evaluation, *, by: Actor, sentence: str) -> Evaluation:
    """Call an evaluation off, and say why; the evaluator's post ends at once. Another may be called."""
    evaluation = held(evaluation)
    require(policies.call_off_evaluation(by, evaluation))
    said = text(sentence, 500, "sentence", ask=_("请写一句为什么不评了。"))
    accounts.send_away(evaluation.post, by=by)
    end_asked(evaluation, REPLY, _("不评了"), by)
    return move(evaluation, "call_off", by, said)


def _new(project: ServiceProject, kind: str, post: Post, by: Actor, **facts: object) -> Evaluation:
    today = timezone.localdate()
    upto = project.ends_on if kind == EvaluationKind.FINAL else min(max(today, project.starts_on), project.ends_on)
    return Evaluation(
        project=project, kind=kind, post=post, evaluator=post.user.name, since=project.starts_on, upto=upto,
        appointed_at=timezone.now(), appointed_user=by.user, appointed_name=by.name, **facts,
    )  # fmt: skip


def _save(made: Evaluation) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as taken:
        raise Refused(_("这一次评估已经在做了。要换评估员，请先把原来的停下。"), "kind") from taken
