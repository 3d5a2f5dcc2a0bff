"""A questionnaire is begun from a template, written on, and published as a version that stays as it is."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.proofs.canonical import canonical
from linli.surveys import policies
from linli.surveys.models import Questionnaire, QuestionnaireVersion, Survey
from linli.surveys.packs import templates
from linli.surveys.questions import parse


@action
def begin_questionnaire(template: str, *, by: Actor) -> Questionnaire:
    """Begin a questionnaire from a template of the pack."""
    require(policies.begin_questionnaire(by))
    if (told := templates().get(template)) is None or by.post is None:
        raise Refused(_("请选一份模板。"), "template")
    made = Questionnaire.objects.create(
        owner=by.post, name=told.name, opening=told.opening, closing=told.closing, draft=list(told.questions),
        begun_at=timezone.now(),
    )  # fmt: skip
    audit.record("questionnaire.begun", made, by=by, template=template)
    return made


@action
def write_questions(questionnaire: Questionnaire, rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Questionnaire:
    """Put the questions of the draft as they are now. What was published stays."""
    require(policies.write_questions(by, questionnaire))
    questionnaire.draft = [one.row for one in parse(rows)]
    questionnaire.save(update_fields=["draft"])
    return questionnaire


@action
def publish(questionnaire: Questionnaire, *, by: Actor) -> QuestionnaireVersion:
    """Publish the draft; the same questions again are the version that is there."""
    kept = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    require(policies.publish(by, kept))
    rows = [one.row for one in parse(kept.draft)]
    told = {"opening": tidy(kept.opening), "closing": tidy(kept.closing), "questions": rows}
    digest = sha256(canonical(told)).hexdigest()
    last = kept.versions.order_by("-number").first()
    if last is not None and last.digest == digest:
        return last
    number = last.number + 1 if last else 1
    made = QuestionnaireVersion.objects.create(
        questionnaire=kept, number=number, digest=digest, published_at=timezone.now(), **told
    )
    audit.record("questionnaire.published", kept, by=by, number=number)
    return made


@action
def choose(survey: Survey, version: QuestionnaireVersion, *, by: Actor) -> Survey:
    """Let a survey ask a published version."""
    require(policies.choose(by, survey, version))
    survey.version = version
    survey.save(update_fields=["version"])
    audit.record("survey.questions_chosen", survey, by=by, version=str(version.pk))
    return survey
