"""Who works in a project, held against what the contract asks for."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.projects import policies
from linli.projects.models import Deployment, ServiceProject, StaffLine
from linli.projects.words import held, text


@action
def deploy(
    project: ServiceProject, line: StaffLine, *, by: Actor, name: str, starts_on: date, qualification: str = "",
    post: Post | None = None,
) -> Deployment:  # fmt: skip
    """Say that somebody works in a project as what the contract asks for. Raises ``Refused`` naming the field."""
    project = held(project)
    require(policies.deploy(by, project))
    if line.project_id != project.pk:
        raise Refused(_("请选合同里要求的岗位。"), "line")
    called = text(name, 50, "name", ask=_("请写姓名。"))
    try:
        with transaction.atomic():
            row = Deployment.objects.create(
                project=project, line=line, post=post, name=called, starts_on=starts_on,
                qualification=text(qualification, 100, "qualification"),
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("这位已经在这个岗位上了。"), "name") from twice
    audit.record("service_project.deployed", row, by=by, county=project.county_id)
    return row


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
