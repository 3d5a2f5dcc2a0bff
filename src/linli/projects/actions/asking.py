"""问一问: the purchaser asks about the work, the provider has it as a todo and answers. Nobody is ranked by it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.projects import packs, policies
from linli.projects.models import Inquiry, ServiceProject
from linli.projects.words import held, text
from linli.tasks.actions import end_tasks_on, open_task

TASK = "project_question"


@action
def ask(project: ServiceProject, question: str, *, by: Actor, about: str = "") -> Inquiry:
    """Ask the provider: the head of the agency has it as a todo until it is answered. Raises ``Refused``."""
    project = held(project)
    require(policies.ask(by, project))
    heads = Post.objects.in_force(timezone.localdate()).filter(role=Role.PROVIDER_LEAD)
    head = heads.filter(organisation=project.organisation_id).order_by("starts_on", "pk").first()
    if head is None:
        raise Refused(_("承接机构还没有负责人的账号，请先请系统管理员开一个，或者打电话问。"), "question")
    days = packs.rules(packs.region_of(project.place)).answer_days
    inquiry = Inquiry.objects.create(
        project=project, about=about[:40], question=text(question, 300, "question", ask=_("请写想问什么。")),
        due_on=working_days_on(timezone.localdate(), days), asked_at=timezone.now(), asked_post_id=by.post,
        asked_name=by.name,
    )  # fmt: skip
    title = _("%(number)s 问一问：%(question)s") % {"number": project.number, "question": inquiry.question}
    open_task(TASK, title, inquiry.due_on, by=by, place=project, owner=head, subject=inquiry)
    audit.record("service_project.asked", inquiry, by=by, county=project.county_id, about=inquiry.about)
    return inquiry


@action
def answer(inquiry: Inquiry, said: str, *, by: Actor) -> Inquiry:
    """Answer what was asked, once; the todos about it end. Raises ``Refused``."""
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("project")
    inquiry = rows.get(pk=inquiry.pk)
    require(policies.answer(by, inquiry))
    inquiry.answer = text(said, 1000, "answer", ask=_("请写怎么回。"))
    inquiry.answered_at, inquiry.answered_name = timezone.now(), by.name
    inquiry.save(update_fields=["answer", "answered_at", "answered_name"])
    end_tasks_on([inquiry.pk], by=by, place=inquiry.project, outcome=_("回了"), kinds=[TASK])
    audit.record("service_project.answered", inquiry, by=by, county=inquiry.project.county_id)
    return inquiry
