"""The package of a project leaves: noted before a byte of it does."""

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.projects.evaluation import package, policies
from linli.projects.models import ServiceProject


@action
def take_package(project: ServiceProject, *, by: Actor) -> bytes:
    """Return the package of a project: a zip of a PDF and a workbook, every number one that is kept."""
    require(policies.take_package(by, project))
    audit.record("evaluation.package_taken", project, by=by)
    return package.build(project)
