"""A case in codes and pairs of common words: what an extract keeps of it, and what is asked to find alike ones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from linli.kernel.text import tidy
from linli.people.models import KinshipLink, Person
from linli.people.packs import age_band
from linli.places.models import Division
from linli.practice.extracting import vocabulary, words
from linli.practice.models import CaseFile, Ended, PlanGoal
from linli.practice.options import options
from linli.practice.queries.assessments import assessment
from linli.practice.queries.library import known

KIND_OF_PLACE = re.compile("(县|区|市|镇|乡|街道|社区|村|村委会|居委会|第.+网格|网格)$")


@dataclass(frozen=True)
class Digest:
    """What was needed, aimed at and done, in codes; ``own`` are the worker's own wordings, which are kept nowhere."""

    band: str
    risk: str
    natures: tuple[str, ...]
    needs: tuple[str, ...]
    goals: tuple[str, ...]
    reached: tuple[str, ...]
    methods: tuple[str, ...]
    own: tuple[str, ...]

    def terms(self, names: Iterable[str]) -> list[str]:
        """Return the terms it is found by; of ``own`` only pairs of common words, and none out of ``names``."""
        coded = {"k": self.natures, "n": self.needs, "g": self.goals, "m": self.methods, "w": ()}
        found = {f"{kind}:{code}" for kind, codes in coded.items() for code in codes}
        found |= {f"b:{self.band}"} if self.band else set()
        found |= {f"r:{self.risk}"} if self.risk else set()
        return sorted(found | {f"w:{pair}" for pair in words(self.own, names, vocabulary())})

    @property
    def cell(self) -> str:
        """The group it must not stand out of: age band and most pressing need."""
        return f"{self.band}·{self.needs[0] if self.needs else ''}"


def digest(case: CaseFile, goals: Iterable[PlanGoal]) -> Digest:
    """Return a case in codes, as its newest assessment and ``goals`` (with their steps at hand) tell it."""
    shelf, assessed = known(case.county_id), assessment(case)
    methods = {what: code for code, what in shelf.methods.items()}
    needs = {one.name for one in options("assessment", "needs").values()}
    coded, reached, done, own = [], [], [], []
    for goal in goals:
        if goal.taken in shelf.goals:
            coded.append(goal.taken)
            reached += [goal.taken] if goal.ended == Ended.REACHED else []
        if goal.taken not in shelf.goals or goal.text != shelf.goals[goal.taken].text:
            own.append(goal.text)
        own += [goal.need] if goal.need not in needs else []
        for step in goal.steps.all():
            what = tidy(step.what)
            done.append(methods[what]) if what in methods else own.append(what)
    return Digest(
        age_band(case.client.birth_date, timezone.localdate()), case.risk, tuple(case.natures),
        tuple(assessed.needs) if assessed else (), tuple(dict.fromkeys(coded)), tuple(dict.fromkeys(reached)),
        tuple(dict.fromkeys(done)), tuple(filter(None, own)),
    )  # fmt: skip


def names_around(case: CaseFile) -> list[str]:
    """Return the names that a text of this case may hold: hers, of who lives with her, of her kin, of the places."""
    client = case.client
    links = KinshipLink.objects.filter(Q(person=client) | Q(other=client)).values_list("person", "other")
    near = {pk for pair in links for pk in pair} | {client.pk}
    people = Person.objects.filter(Q(pk__in=near) | Q(household__isnull=False, household=client.household_id))
    found = [name for pair in people.values_list("name", "preferred_name") for name in pair]
    areas = [case.county_id, case.town_id, case.community_id, *([case.grid_id] if case.grid_id else [])]
    for place in Division.objects.filter(pk__in=areas).values_list("name", flat=True):
        found += [place, KIND_OF_PLACE.sub("", place)]
    return [name for name in found if len(name) > 1]


def near(client: Person) -> list[UUID]:
    """Return whose extracts are not shown beside a case: her own, and of who lives with her."""
    own = Q(pk=client.pk) | Q(merged_into=client)
    home = Q(household__isnull=False, household=client.household_id)
    return list(Person.objects.filter(own | home).values_list("pk", flat=True))
