"""限制处理 binds every verb that takes a person, read from the signatures: one that is not told here fails the law."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, get_args, get_type_hints

import pytest
from django.db import models, transaction
from django.utils import timezone

import linli
from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.outreach import actions as outreach
from linli.outreach.due import Form
from linli.outreach.models import HardshipLead
from linli.people import actions as people
from linli.people import locks
from linli.people.actions import cards, doors, proxies
from linli.people.models import (
    AccessRequest,
    Death,
    Household,
    HouseholdMember,
    KinshipLink,
    Merge,
    Person,
    PersonAccount,
    PriorityTag,
    Proxy,
    ResidentCard,
)
from linli.people.purposes import purposes
from linli.practice.models import CaseFile
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord
from tests.architecture import restricted_cases
from tests.architecture.test_restricted_is_not_used import restrict
from tests.conftest import Standing
from tests.factories import accounts
from tests.factories import people as factory
from tests.factories.doors import account_of, proxy
from tests.factories.places import County
from tests.people.cards import NUMBER, PHONE

# Verbs that a restriction leaves, each with its reason.
LEFT = {
    "outreach.report_harm": "harm to a child is reported at once: a law orders it",
    "outreach.note_call": "a report of harm runs on",
    "outreach.name_reporter": "a report of harm runs on",
    "outreach.read_reporter": "a report of harm runs on",
    "outreach.close_report": "a report of harm runs on",
    "people.mark_harm": "keeps somebody away from her",
    "people.lift_harm": "keeps somebody away from her, no longer",
    "people.ask_right": "her own requests",
    "people.answer_right": "her own requests",
    "people.take_copy": "her own requests",
    "people.set_hold": "decides on storing alone",
    "people.lift_hold": "decides on storing alone",
    "people.decide_due": "decides on storing alone",
    "people.carry_out": "deletes what was ordered",
    "people.close_grant": "ends a sight",
    "people.review_glass": "looks over what a colleague did",
    "people.act_for": "her own side comes in",
    "insights.fill_gap": "corrects through records.correct, which is bound",
    "outreach.arrange": "inside the verb that records",
    **restricted_cases.LEFT,
}


@dataclass
class Rows:
    """Somebody with everything a verb may be asked about, and who asks: the head of her station."""

    by: Any
    lead: Standing
    county: County
    her: Person
    other: Person
    made: dict[type[models.Model], Any]


def verbs() -> dict[str, Callable[..., Any]]:
    """Return every verb of the product that takes a person, or a row about one."""
    found: dict[str, Callable[..., Any]] = {}
    for room in pkgutil.iter_modules(linli.__path__):
        try:
            module = importlib.import_module(f"linli.{room.name}.actions")
        except ModuleNotFoundError:
            continue
        parts = [
            importlib.import_module(f"{module.__name__}.{part.name}")
            for part in pkgutil.iter_modules(getattr(module, "__path__", []))
        ]
        for one in (module, *parts):
            for name, verb in vars(one).items():
                own = getattr(verb, "is_action", False) and verb.__module__ == one.__name__
                if own and any(about(told) for name_, told in get_type_hints(verb).items() if name_ != "return"):
                    found[f"{room.name}.{name}"] = verb
    return found


def about(told: Any) -> bool:
    """Tell whether an annotation is a person, an act with persons, or a row that points at one."""
    if parts := get_args(told):
        return any(about(part) for part in parts)
    if told in (Person, Entry, ServiceRecord):
        return True
    if not isinstance(told, type) or not issubclass(told, models.Model) or told is models.Model:
        return False
    keys = {(field.name, field.related_model) for field in told._meta.concrete_fields}
    return bool(keys & {*((name, Person) for name in ("person", "kept", "client")), ("case", CaseFile)})


def add_plain_rows(made: dict[type[models.Model], Any], her: Person, lead: Standing, county: County) -> Proxy:
    """Add the rows that other rooms and earlier days have left; return a proxy that waits for her word."""
    community, today = county.communities[0], timezone.localdate()
    colleague = accounts.post(Role.SOCIAL_WORKER, county.towns[0])
    with acting():
        made[AccessRequest] = AccessRequest.objects.create(
            person=her, asker=colleague, asker_user=colleague.user_id, reason="家访",
            asked_at=timezone.now(), **factory.areas(community),
        )  # fmt: skip
        made[HardshipLead] = HardshipLead.objects.create(
            record=made[ServiceRecord], kind="poverty", person=her, owner=lead.post, due_on=today,
            **factory.areas(community),
        )  # fmt: skip
        made[Death] = Death(person=her, died_on=today, source="家属", **factory.areas(community))
        made[Death].before = '{"changed": [], "made": []}'
        made[Death].save(force_insert=True)
        waiting = proxy(her, accounts_actor(), confirmed_at=None, how="")
    made[PersonAccount] = her.accounts.get()
    made[Household] = factory.household(county.dwellings[1])
    with acting():
        with_her = factory.person(community, "同住", household=her.household)
        HouseholdMember.objects.create(
            household=her.household, person=with_her, starts_on=today, **factory.areas(community)
        )
    return waiting


@pytest.fixture
def rows(county: County, post: Callable[..., Standing]) -> Rows:
    lead = post(Role.STATION_LEAD, county.towns[0])
    by, community = lead.actor, county.communities[0]
    her = people.register(
        by=by, community=community, name="王小明", documents=[("id_card", NUMBER)], phones=[(PHONE, "")],
        dwelling=county.dwellings[0],
    )  # fmt: skip
    other = factory.person(community, "何奶奶")
    third = people.register(by=by, community=community, name="王小明二")
    account_of(her, by)
    made: dict[type[models.Model], Any] = {
        Merge: people.merge(her, third, by=by),
        PriorityTag: people.tag(her, people.Mark("elder_alone"), by=by),
        KinshipLink: people.relate(her, other, by=by, kind="spouse"),
        Proxy: proxy(her, accounts_actor()),
        ResidentCard: cards.issue_cards([her], by=by)[0].card,
        ServiceRecord: records.record(entry(community, her), by=by),
    }
    waiting = add_plain_rows(made, her, lead, county)
    made |= restricted_cases.rows(her, by)
    restrict(her, community)
    made[PriorityTag].refresh_from_db()
    return Rows(by, lead, county, Person.objects.get(pk=her.pk), other, {**made, Proxy: waiting})


def accounts_actor() -> Any:
    from linli.accounts.sight import actor_of

    return actor_of(accounts.user(), None)


def entry(community: Any, *persons: Person) -> Entry:
    return Entry(kind=Kind.HOME_VISIT, happened_on=timezone.localdate(), place=community, persons=persons, minutes=20)


def said() -> people.Said:
    use = purposes()["publish_story"]
    return people.Said(use.code, use.digest, list(use.classes), list(use.recipients), "self", "spoken")


Call = Callable[[Rows], Any]
DAY = date(2026, 1, 2)
CALLS: dict[str, Call] = {
    "people.amend": lambda r: people.amend(r.her, by=r.by, version=r.her.version, note="x"),
    "people.add_document": lambda r: people.add_document(r.her, by=r.by, kind="none", number=""),
    "people.add_telephone": lambda r: people.add_telephone(r.her, by=r.by, number="13800138001"),
    "people.remove_telephone": lambda r: people.remove_telephone(r.her.telephones.get(), by=r.by),
    "people.reveal": lambda r: people.reveal(r.her.telephones.get(), by=r.by, purpose="看一看"),
    "people.tag": lambda r: people.tag(r.her, people.Mark("low_income"), by=r.by),
    "people.untag": lambda r: people.untag(r.made[PriorityTag], by=r.by),
    "people.relate": lambda r: people.relate(r.other, r.her, by=r.by, kind="sibling"),
    "people.unrelate": lambda r: people.unrelate(r.made[KinshipLink], by=r.by),
    "people.join_household": lambda r: people.join_household(r.her, r.made[Household], by=r.by),
    "people.leave_household": lambda r: people.leave_household(r.her, by=r.by),
    "people.split_household": lambda r: people.split_household(r.her.household, [r.her], by=r.by, address="新家"),
    "people.merge": lambda r: people.merge(r.her, r.other, by=r.by),
    "people.unmerge": lambda r: people.unmerge(r.made[Merge], by=r.by),
    "people.part": lambda r: people.part(r.her, r.other, by=r.by),
    "people.record_death": lambda r: people.record_death(r.her, by=r.by, died_on=DAY, source="家属"),
    "people.take_back_death": lambda r: people.take_back_death(r.made[Death], by=r.by),
    "people.consent": lambda r: people.consent(r.her, said(), by=r.by),
    "people.withdraw_consent": lambda r: people.withdraw_consent(r.her, "publish_story", by=r.by),
    "people.change_guardian": lambda r: people.change_guardian(r.her, by=r.by),
    "people.ask_sight": lambda r: people.ask_sight(r.her, by=r.by, reason="家访"),
    "people.assign": lambda r: people.assign(r.her, _colleague(r), by=r.by, until=timezone.localdate()),
    "people.answer": lambda r: people.answer(r.made[AccessRequest], by=r.by, granted=True),
    "people.break_glass": lambda r: people.break_glass(
        r.her, by=r.by, reason="danger", text="x" * 20, proven_at=timezone.now()
    ),
    "people.issue_cards": lambda r: cards.issue_cards([r.other, r.her], by=r.by),
    "people.revoke_card": lambda r: cards.revoke_card(r.made[ResidentCard], by=r.by),
    "people.unlock_card": lambda r: cards.unlock_card(_locked(r), by=r.by),
    "people.link_at_desk": lambda r: doors.link_at_desk(r.her, accounts.user(), by=r.by),
    "people.unlink": lambda r: doors.unlink(r.made[PersonAccount], by=r.by),
    "people.begin_help": lambda r: proxies.begin_help(r.her, by=r.by),
    "people.confirm_proxy": lambda r: proxies.confirm_proxy(r.made[Proxy], by=r.by, how="desk"),
    "people.decline_proxy": lambda r: proxies.decline_proxy(r.made[Proxy], by=r.by),
    "people.end_proxy": lambda r: proxies.end_proxy(r.made[Proxy], by=r.by),
    "records.record": lambda r: records.record(entry(r.county.communities[0], r.other, r.her), by=r.by),
    "records.correct": lambda r: records.correct(r.made[ServiceRecord], by=r.by, reason="改", minutes=30),
    "records.withdraw": lambda r: records.withdraw(r.made[ServiceRecord], by=r.by, reason="错"),
    "outreach.visit": lambda r: outreach.visit(
        entry(r.county.communities[0], r.her), [], by=r.by, then=outreach.Next(), filled=outreach.Filled()
    ),
    "outreach.visit_unchanged": lambda r: outreach.visit_unchanged(r.her, by=r.by, form=Form.HOME),
    "outreach.try_visit": lambda r: outreach.try_visit(r.her, by=r.by, form=Form.HOME, outcome="away"),
    "outreach.notice_change": lambda r: outreach.notice_change(r.her, "discharged", by=r.by),
    "outreach.assign_visits": lambda r: outreach.assign_visits(r.her, _colleague(r), by=r.by),
    "outreach.close_lead": lambda r: outreach.close_lead(r.made[HardshipLead], by=r.by),
    "outreach.answer_harm": lambda r: outreach.answer_harm(r.made[HardshipLead], "no", by=r.by),
    "outreach.screen_lead": lambda r: outreach.screen_lead(r.made[HardshipLead], "accepted", by=r.by),
    **restricted_cases.CALLS,
}


_colleague = restricted_cases.colleague


def _locked(r: Rows) -> Any:
    with acting():
        ResidentCard.objects.filter(pk=r.made[ResidentCard].pk).update(locked_at=timezone.now())
    return ResidentCard.objects.get(pk=r.made[ResidentCard].pk)


class _WentThrough(Exception):
    pass


def free(r: Rows) -> Iterator[str]:
    """Yield the verbs that were not refused with the sentence of a restriction, with what they did instead."""
    for name, call in CALLS.items():
        try:
            with transaction.atomic():
                call(r)
                raise _WentThrough
        except Refused as refused:
            if refused.sentence != str(locks.RESTRICTED):
                yield f"{name}: {refused.sentence}"
        except _WentThrough:
            yield f"{name} went through"
        except Exception as fault:
            yield f"{name}: {fault!r}"


def test_every_verb_about_a_person_is_told_here() -> None:
    found = verbs()
    assert len(found) > 40
    assert {name for name in found if name not in CALLS and name not in LEFT} == set()
    assert set(LEFT) - set(found) == set()


def test_no_verb_writes_about_somebody_whose_data_is_restricted(rows: Rows) -> None:
    assert "\n".join(free(rows)) == ""


def test_a_verb_that_does_not_ask_is_caught(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "restricted", lambda people: set())
    unbound = list(free(rows))
    assert "people.amend went through" in unbound
    assert len(unbound) > 20


def test_her_own_side_may_still_ask(rows: Rows) -> None:
    made = people.ask_right(rows.her, "release", by=rows.by, how="counter")
    assert made.due_on > timezone.localdate() + timedelta(days=1)
