"""Who works in a project, held against what the contract asks for."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.projects import policies
from linli.projects.models import Deployment, ServiceProject, StaffLine
from linli.projects.words import held, text
from linli.workforce import queries as register
from linli.workforce.models import Grade, Worker


@action
def deploy(
    project: ServiceProject, line: StaffLine, *, by: Actor, starts_on: date, name: str = "", qualification: str = "",
    post: Post | None = None, worker: Worker | None = None,
) -> Deployment:  # fmt: skip
    """Say that somebody works in a project as what the contract asks for. Raises ``Refused`` naming the field.

    ``worker`` is her row of the register, which tells her name and what she holds; ``name`` whoever stands on none.
    """
    project = held(project)
    require(policies.deploy(by, project))
    if line.project_id != project.pk:
        raise Refused(_("请选合同里要求的岗位。"), "line")
    if worker is not None:
        name, qualification = worker.name, qualification or _held(project, worker)
    called = text(name, 50, "name", ask=_("请选一位，或者写姓名。"))
    try:
        with transaction.atomic():
            row = Deployment.objects.create(
                project=project, line=line, post=post, worker=worker, name=called, starts_on=starts_on,
                qualification=text(qualification, 100, "qualification"),
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("这位已经在这个岗位上了。"), "worker" if worker is not None else "name") from twice
    audit.record("service_project.deployed", row, by=by, county=project.county_id)
    return row


def _held(project: ServiceProject, worker: Worker) -> str:
    """Return what a worker of the project's own agency holds today, as it is read out."""
    if worker.organisation_id != project.organisation_id or worker.left_at is not None:
        raise Refused(_("请选本机构在人才库里的人。"), "worker")
    held = register.in_force([worker], timezone.localdate())[worker.pk]
    return "、".join(str(Grade(one).label) for one in held)


@action
def end_deployment(row: Deployment, *, by: Actor, on: date) -> Deployment:
    """Say until which day somebody worked in a project."""
    row = Deployment.objects.select_for_update(of=("self",)).select_related("project").get(pk=row.pk)
    require(policies.end_deployment(by, row))
    if on < row.starts_on:
        raise Refused(_("结束早于开始。"), "on")
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    audit.record("service_project.deployment_ended", row, by=by, county=row.project.county_id)
    return row
