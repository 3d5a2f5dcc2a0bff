"""What leaves as a file is noted before it does; why an indicator came to something else is said by whoever knows."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers.writing import workbook
from linli.places.models import Division
from linli.projects import packs
from linli.projects.models import Deviation, Indicator, ServiceProject
from linli.projects.payment import performance, policies
from linli.projects.payment.packs import paying
from linli.projects.payment.queries import lists
from linli.projects.words import text


@action
def export_payments(place: Division, *, by: Actor) -> bytes:
    """Return the workbook for the finance system of all payments in reach, in the columns of the place's county."""
    require(policies.export_payments(by))
    county = place.county_id or place.pk
    audit.record("payments.exported", None, by=by, county=county)
    return workbook(lists.sheets(by, paying(packs.region_of(place))))


@action
def take_performance(project: ServiceProject, form: str, kind: str, *, by: Actor) -> bytes:
    """Return 绩效目标表 (``targets``) or 自评表 (``self``) of a project as Word (``docx``) or Excel (``xlsx``)."""
    require(policies.take_performance(by, project))
    if form not in performance.FORMS or kind not in performance.KINDS:
        raise Refused(_("没有这张表。"))
    audit.record("performance.taken", project, by=by, form=form, kind=kind)
    return performance.made(project, form, kind)


@action
def explain_deviation(indicator: Indicator, sentence: str, *, by: Actor) -> Deviation:
    """Say, or say anew, why an indicator came to something else than its target. Raises ``Refused``."""
    require(policies.explain_deviation(by, indicator.project))
    told = text(sentence, 500, "sentence", ask=_("请写一句偏差的原因和怎么改。"))
    facts = {
        "project": indicator.project, "sentence": told, "at": timezone.now(), "by_user": by.user, "by_name": by.name,
    }  # fmt: skip
    made, _new = Deviation.objects.update_or_create(indicator=indicator, defaults=facts)
    audit.record("deviation.explained", made, by=by, county=indicator.project.county_id)
    return made
