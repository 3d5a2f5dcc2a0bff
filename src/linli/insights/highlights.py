"""亮点: what was done for people who agreed that it be told, without anything that names them.

Nothing of it is stored with a report: each page and each paper asks anew, so that a consent taken back is gone at once.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from linli.insights.models import Report
from linli.people import consents
from linli.people.models import Sex
from linli.records import counting
from linli.records.models import Beneficiary, Method, ServiceRecord

PURPOSE, STORY, READERS = "publish_story", "story", "report"
MOST = 5


@dataclass
class Story:
    """What one person received in a period: her frozen band and sex, acts by method, minutes."""

    band: str = ""
    sex: str = ""
    acts: Counter[str] = field(default_factory=Counter)
    minutes: int = 0

    def sentence(self) -> str:
        """Return the story as a line of the report; no name, place or day is in it."""
        years = self.band.replace("+", "岁以上").replace("-", "–")
        years = years if not years or years.endswith("上") else f"{years}岁"
        who = {Sex.FEMALE.value: _("女性居民"), Sex.MALE.value: _("男性居民")}.get(self.sex, _("居民"))
        acts = "、".join(f"{label}{self.acts[code]}次" for code, label in Method.choices if self.acts[code])
        told = _("一位%(years)s%(who)s：%(acts)s") % {"years": f"{years}的" if years else "", "who": who, "acts": acts}
        if not self.minutes:
            return f"{told}。"
        hours = round(self.minutes / 60, 1)
        return told + _("，合计%(hours)s小时。") % {"hours": int(hours) if hours == int(hours) else hours}


def highlights(report: Report) -> list[str]:
    """Return the stories of a report's place and period that may be told now, the fullest first, at most five."""
    agreed = consents.those_who_allow(PURPOSE, STORY, READERS, county=report.county_id)
    if not agreed:
        return []
    records = ServiceRecord.objects.filter(counting.within(report.place, report.period, None)).order_by()
    hers = Q(person__in=agreed) | Q(person__merged_into__in=agreed)
    served = Beneficiary.objects.filter(hers, record__in=records).order_by("record__happened_on", "id")
    stories: dict[UUID, Story] = defaultdict(Story)
    whose = Coalesce("person__merged_into", "person")
    rows = served.values_list(whose, "age_band", "sex", "record__method", "record__minutes")
    for person, band, sex, method, minutes in rows:
        story = stories[person]
        story.band, story.sex = band, sex
        story.acts[method] += 1
        story.minutes += minutes or 0
    told = sorted(stories.values(), key=lambda one: (-one.acts.total(), -one.minutes))
    return [story.sentence() for story in told[:MOST]]
