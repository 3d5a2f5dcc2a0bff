"""What forms are filled from: each source tells rows of texts out of a case; new records of the room have theirs here.

A field ``client.name`` is the value ``name`` of the first row of ``client``; a table is all rows of a source. Every
text is as a paper shows it; a source asks one or two queries, however long the case has run.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.outreach.conditions import conditions
from linli.people import locks
from linli.people.consents import history
from linli.people.models import HouseholdMember, PriorityTag, Sex
from linli.people.numbers import age, mask_document, mask_telephone
from linli.people.packs import category_name
from linli.people.purposes import purposes
from linli.practice.models import CaseFile, CaseMove, CaseWorker
from linli.practice.packs import natures
from linli.practice.papers import assessed, communal, grouped, worked
from linli.practice.papers.words import Row, day, moment


@dataclass(frozen=True)
class Source:
    """One source: which keys its rows have (checked when a definition names them), and how it is read."""

    keys: frozenset[str]
    told: Callable[[Any, Actor], Iterable[Row]]


def _case(case: CaseFile, _by: Actor) -> list[Row]:
    known, seen = conditions(), natures()
    owner = CaseWorker.objects.filter(case=case, part=CaseWorker.Part.OWNER).select_related("post__user")
    first = owner.order_by("starts_at").first()
    return [
        {
            "number": case.number, "opened": day(case.opened_at), "closed": day(case.closed_at),
            "source": str(case.get_source_display()), "state": str(case.get_state_display()),
            "worker": first.post.user.name if first else "", "problem": case.problem,
            "risk": str(case.get_risk_display()),
            "natures": "、".join(seen[code].name for code in case.natures if code in seen),
            "signs": "、".join(known[code].name if code in known else code for code in case.signs),
        }
    ]  # fmt: skip


def _client(case: CaseFile, _by: Actor) -> list[Row]:
    her, today = case.client, timezone.localdate()
    tags = PriorityTag.objects.filter(person=her, starts_on__lte=today).exclude(ends_on__lt=today)
    document = her.documents.order_by("pk").first()
    telephone = her.telephones.order_by("pk").first()
    return [
        {
            "name": her.name, "sex": str(her.get_sex_display()) if her.sex != Sex.UNKNOWN else "",
            "born": day(her.birth_date), "age": str(age(her.birth_date, today)) if her.birth_date else "",
            "document": mask_document(document.number) if document else "",
            "telephone": mask_telephone(telephone.number) if telephone else "",
            "lives": her.actual_address, "registered": her.registered_address,
            "categories": "、".join(category_name(tag.category) for tag in tags.order_by("category")),
        }
    ]  # fmt: skip


def _household(case: CaseFile, by: Actor) -> list[Row]:
    if case.client.household_id is None:
        return []
    rows = HouseholdMember.objects.filter(household=case.client.household_id, ends_on=None).select_related("person")
    rows = rows.exclude(person=case.client_id).filter(person__restricted_at=None, person__erased_at=None)
    found = list(rows.defer("person__search").order_by("starts_on", "id")[:20])
    told, today = locks.unveil([row.person for row in found], by), timezone.localdate()
    return [
        {
            "name": one.name, "relation": row.relation,
            "age": str(age(one.birth_date, today)) if one.birth_date else "",
        }
        for row, one in zip(found, told, strict=True)
    ]  # fmt: skip


def _consents(case: CaseFile, _by: Actor) -> list[Row]:
    known = purposes()
    acts: dict[tuple[object, str], Row] = {}
    for one in reversed(history(case.client)):
        if one.purpose:
            name = known[one.purpose].name if one.purpose in known else one.purpose
            acts[one.act, one.purpose] = {
                "at": moment(one.at), "purpose": name, "kind": str(one.get_kind_display()),
                "giver": str(one.get_given_by_display()), "how": str(one.get_how_display()),
            }  # fmt: skip
    return list(acts.values())


def _moves(case: CaseFile, _by: Actor) -> list[Row]:
    return [_step(one) for one in CaseMove.objects.filter(case=case).order_by("at", "id")]


def _intake(case: CaseFile, _by: Actor) -> list[Row]:
    rows = CaseMove.objects.filter(case=case, came_from="intake")
    return [_step(one) for one in rows.order_by("at", "id")]


def _step(one: CaseMove) -> Row:
    step = f"{one.get_came_from_display()} → {one.get_to_display()}"
    return {"at": moment(one.at), "step": step, "reason": one.reason, "by": one.by_name}


def _team(case: CaseFile, _by: Actor) -> list[Row]:
    rows = CaseWorker.objects.filter(case=case).select_related("post__user").order_by("part", "starts_at")
    return [
        {"name": row.post.user.name, "part": str(row.get_part_display()), "starts": day(row.starts_at),
         "ends": day(row.ended_at) or _("至今")}
        for row in rows
    ]  # fmt: skip


def _source(told: Callable[[Any, Actor], Iterable[Row]], keys: str) -> Source:
    return Source(frozenset(keys.split()), told)


SOURCES: dict[str, Source] = {
    "case": _source(_case, "number opened closed source state worker problem risk natures signs"),
    "client": _source(_client, "name sex born age document telephone lives registered categories"),
    "household": _source(_household, "name relation age"),
    "facts": _source(
        worked.facts, "education marital occupation income sought tried school health guardian confidential"
    ),
    "consents": _source(_consents, "at purpose kind giver how"),
    "signatures": _source(worked.signatures, "at kind how name witness"),
    "intake": _source(_intake, "at step reason by"),
    "assessment": _source(assessed.assessment, "number at by risk strengths person family community danger summary"),
    "needs": _source(assessed.needs, "order need urgency"),
    "benefits": _source(assessed.benefits, "name benefits"),
    "ties": _source(assessed.ties, "circle how"),
    "measures": _source(assessed.measures, "on scale total band"),
    "plan": _source(worked.plan, "number aim risk changed agreed agreed_how approved approved_by"),
    "goals": _source(worked.goals, "text need measure baseline target rhythm ends ended steps went"),
    "sessions": _source(
        worked.sessions, "number on at minutes form place others note went homework homework_done next"
    ),
    "referrals": _source(worked.referrals, "asked to contact telephone reason summary materials state reply"),
    "reviews": _source(worked.reviews, "number on since sessions changed by"),
    "crises": _source(worked.crises, "at kind ended"),
    "closing": _source(
        worked.closing, "reason asked decided contacts minutes face client_words guardian_words reflection"
    ),
    "follow_ups": _source(worked.follow_ups, "due state ended why"),
    "attachments": _source(worked.attachments, "order at kind title session by"),
    "moves": _source(_moves, "at step reason by"),
    "team": _source(_team, "name part starts ends"),
}


GROUPED: dict[str, Source] = {
    "group": _source(
        grouped.group,
        "name stage opened leaders helpers background theory goals recruitment difficulties method budget scale "
        "approved ended evaluation held heads",
    ),
    "meetings": _source(grouped.meetings, "number planned held place theme aim steps materials minutes told heads"),
    "members": _source(grouped.members, "order name before after change sign"),
    "roll": _source(grouped.roll, "order name came how sign"),
    "steps": _source(grouped.steps, "at step by"),
}

COMMUNAL: dict[str, Source] = {
    "activity": _source(
        communal.activity,
        "name project goals kind size theme planned spot owner plan held minutes heads bands told photos",
    ),
    "budget": _source(communal.budget, "label planned spent"),
    "guests": _source(communal.guests, "order name how sign"),
    "promises": _source(communal.promises, "what who due kept"),
}

OF: dict[str, dict[str, Source]] = {"case": SOURCES, "group": GROUPED, "activity": COMMUNAL}


def told(of: str, name: str, subject: Any, by: Actor) -> Iterable[Row]:
    """Return the rows of a source out of a case, a group or an activity, each read when it is asked for.

    A source nobody tells has none. ``id`` is whose sheet a row is, ``of`` whose sheet it stands on.
    """
    found = OF[of].get(name)
    return found.told(subject, by) if found else []
