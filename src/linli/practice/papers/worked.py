"""Sources of what was worked in a case: the intake, plans and goals, sessions, reviews, crises, transfers."""

from collections import defaultdict
from collections.abc import Iterator

from linli.kernel.actor import Actor
from linli.practice.models import (
    CaseClosure,
    CaseFile,
    CaseReview,
    CaseSession,
    CrisisResponse,
    FollowUp,
    GoalProgress,
    PlanGoal,
    Referral,
    Way,
)
from linli.practice.models.referrals import Enclosed
from linli.practice.options import names
from linli.practice.packs import crisis_name
from linli.practice.papers.words import BATCH, Row, batched, day, moment
from linli.practice.queries import plans
from linli.practice.queries.attachments import standing
from linli.practice.queries.beginnings import intake as newest_intake
from linli.practice.queries.beginnings import signatures as signed


def facts(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the newest intake."""
    told = newest_intake(case)
    if told is None:
        return []
    return [
        {
            "education": _words("education", [told.education]), "marital": _words("marital", [told.marital]),
            "occupation": _words("occupation", [told.occupation]), "income": _words("income", told.income),
            "sought": _words("sought", told.sought), "tried": told.tried, "school": told.school,
            "health": told.health, "guardian": str(told.guardian or ""),
            "confidential": "是" if told.confidential else "",
        }
    ]  # fmt: skip


def _words(kind: str, codes: list[str]) -> str:
    return "、".join(names("intake", kind, codes))


def signatures(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell who signed what and how."""
    return [
        {"at": moment(one.at), "kind": str(one.get_kind_display()), "how": str(one.get_how_display()),
         "name": one.name, "witness": one.witness}
        for one in signed(case)
    ]  # fmt: skip


def plan(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the plan that is worked by, or the one that is being written."""
    found = plans.versions(case)
    one = plans.in_force(found) or (found[0] if found else None)
    if one is None:
        return []
    return [
        {"number": str(one.number), "aim": one.aim, "risk": one.risk, "changed": one.changed,
         "agreed": day(one.agreed_on), "agreed_how": str(one.get_agreed_how_display()),
         "approved": moment(one.approved_at), "approved_by": one.approved_name}
    ]  # fmt: skip


def goals(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the goals of that plan with what is done for each and how each went."""
    found = plans.versions(case)
    one = plans.in_force(found) or (found[0] if found else None)
    if one is None:
        return []
    went = {line.goal.line: line.words for line in plans.lines(one)}
    return [_goal(row, went.get(row.line, "")) for row in plans.goals_of(one, ended=True)]


def _goal(row: PlanGoal, went: str) -> Row:
    steps = "；".join(f"{step.what}（{step.get_who_display()}，{step.when}）" for step in row.steps.all())
    number = [f"{value.normalize():f}" if value is not None else "" for value in (row.baseline, row.target)]
    return {
        "text": row.text, "need": row.need, "measure": row.measure, "baseline": number[0], "target": number[1],
        "rhythm": str(row.get_rhythm_display()), "ends": day(row.ends_on), "ended": str(row.get_ended_display()),
        "steps": steps, "went": went,
    }  # fmt: skip


def sessions(case: CaseFile, _by: Actor) -> Iterator[Row]:
    """Tell the sessions that stand, the first first; so many at once that a long case fits where a short one does."""
    texts = {goal.line: goal.text for goal in PlanGoal.objects.filter(case=case).order_by("plan__number")}
    rows = CaseSession.objects.filter(case=case, superseded_at=None).select_related("record").order_by("number", "id")
    for some in batched(rows.iterator(chunk_size=BATCH), BATCH):
        ways: dict[object, list[str]] = defaultdict(list)
        held = GoalProgress.objects.filter(session__in=[one.pk for one in some]).order_by("on", "id")
        for session, line, way in held.values_list("session", "line", "way"):
            ways[session].append(f"{texts.get(line, '')}：{Way(way).label}")
        for one in some:
            yield _session(one, "；".join(ways[one.pk]))


def referrals(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the referrals, the first first."""
    return [
        {
            "id": str(one.pk), "asked": day(one.asked_at), "to": one.to_name, "contact": one.contact,
            "telephone": one.telephone, "reason": one.reason, "summary": one.summary,
            "materials": "、".join(str(Enclosed(code).label) for code in one.materials),
            "state": str(one.get_state_display()), "reply": one.reply,
        }
        for one in Referral.objects.filter(case=case).order_by("asked_at", "id")
    ]  # fmt: skip


def _session(one: CaseSession, went: str) -> Row:
    record = one.record
    return {
        "number": str(one.number), "on": day(record.happened_on), "at": moment(record.started_at),
        "minutes": str(record.minutes or ""), "form": str(one.get_form_display()), "place": one.place,
        "others": one.others, "note": one.note, "went": went, "homework": one.homework,
        "homework_done": str(one.get_homework_done_display()), "next": day(one.next_on),
    }  # fmt: skip


def reviews(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the reviews, the first first."""
    return [
        {"number": str(one.number), "on": day(one.on), "since": day(one.since), "sessions": str(one.sessions),
         "changed": one.changed, "by": one.by_name}
        for one in CaseReview.objects.filter(case=case).order_by("number")
    ]  # fmt: skip


def crises(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the crises of a case, the first first."""
    rows = CrisisResponse.objects.filter(case=case).order_by("at")
    return [{"at": moment(one.at), "kind": crisis_name(one.kind), "ended": moment(one.ended_at)} for one in rows]


def closing(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the last wish to close a case, with what was counted and what was missing."""
    one = CaseClosure.objects.filter(case=case).order_by("-asked_at").first()
    if one is None:
        return []
    met = CaseSession.objects.filter(case=case, superseded_at=None).values_list("form", "record__minutes")
    forms = {form: 0 for form, _minutes in met}
    for form, _minutes in met:
        forms[form] += 1
    known = dict(CaseSession._meta.get_field("form").flatchoices)
    return [
        {
            "reason": str(one.get_reason_display()), "asked": moment(one.asked_at), "decided": moment(one.decided_at),
            "contacts": "、".join(f"{known[form]}{times}次" for form, times in sorted(forms.items())),
            "minutes": str(sum(minutes or 0 for _form, minutes in met)), "face": str(one.face or ""),
            "client_words": one.client_words, "guardian_words": one.guardian_words, "reflection": one.reflection,
        }
    ]  # fmt: skip


def follow_ups(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the looks after the client once the case is closed."""
    rows = FollowUp.objects.filter(case=case).order_by("due_on", "id")
    return [
        {"due": day(one.due_on), "state": str(one.get_state_display()), "ended": day(one.ended_at), "why": one.why}
        for one in rows
    ]


def attachments(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell what is attached, the oldest first; the pictures themselves stay in the case."""
    return [
        {
            "order": str(order), "at": moment(one.at), "kind": str(one.get_kind_display()), "title": one.title,
            "session": f"第{one.session}次" if one.session else "", "by": one.by_name,
        }
        for order, one in enumerate(reversed(standing(case)), 1)
    ]  # fmt: skip
