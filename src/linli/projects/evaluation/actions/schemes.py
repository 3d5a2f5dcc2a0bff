"""The evaluation scheme of a draft begins with what is known of a published one."""

from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.projects.actions.parts import write_criteria
from linli.projects.evaluation import policies
from linli.projects.evaluation.packs import schemes
from linli.projects.models import ServiceProject
from linli.projects.packs import region_of
from linli.projects.words import held


@action
def take_scheme(project: ServiceProject, code: str, *, by: Actor) -> ServiceProject:
    """Put the known items of a published scheme in place of a draft's; what is missing of a hundred stays unwritten."""
    project = held(project)
    require(policies.take_scheme(by, project))
    found = schemes(region_of(project.place)).get(code)
    if found is None:
        raise Refused(_("没有这套指标。"), "code")
    project.criterions.all().delete()
    write_criteria(project, found.criteria)
    audit.record("service_project.amended", project, by=by, part="scheme", scheme=code)
    return project
