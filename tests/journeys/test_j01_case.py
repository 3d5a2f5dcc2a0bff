"""J1 entire: from the doorway to the whole file, by everybody who does a step, within budget, nothing twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.outreach.models import HardshipLead
from linli.people import actions as people_actions
from linli.people.actions import access
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import (
    AidApplication,
    AidEnclosure,
    Assessment,
    CarePlan,
    CaseAttachment,
    CaseComment,
    CaseFile,
    CaseSession,
    CaseSignature,
    FollowUp,
    Intake,
    ResourceLink,
    SupervisionRecord,
    TakingPart,
    Way,
)
from linli.records.models import Kind, ServiceRecord
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import activities, people, plans
from tests.factories.places import County
from tests.factories.records import record
from tests.journeys import case_steps as step
from tests.journeys.hands import Hand, Story
from tests.journeys.test_j01_doorway import SPOKEN, doorway_note
from tests.support.journey import JourneyMeter, OverBudget

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "第二个目标可以再小一点，先每周一次。"
RUNS = [
    pytest.param("phone", True, id="phone"),
    pytest.param("desk", False, id="desk, plain"),
    pytest.param("desk", True, id="desk", marks=pytest.mark.slow),
    pytest.param("phone", False, id="phone, plain", marks=pytest.mark.slow),
]


@pytest.fixture
def team(county: County, post: Callable[..., Standing], sees: Callable[[], Any]) -> dict[str, Standing]:
    """Everybody who has to do with the case; worker and supervisor with a clear check of offence records."""
    where = {
        "worker": (Role.SOCIAL_WORKER, county.towns[0]), "supervisor": (Role.SUPERVISOR, county.towns[0]),
        "lead": (Role.STATION_LEAD, county.towns[0]), "colleague": (Role.SOCIAL_WORKER, county.towns[0]),
        "community": (Role.COMMUNITY_WORKER, county.communities[0]),
        "street": (Role.STREET_OFFICER, county.towns[0]), "county": (Role.COUNTY_OFFICER, county.division),
    }  # fmt: skip
    made = {name: post(role, place) for name, (role, place) in where.items()}
    with sees():
        for name in ("worker", "supervisor"):
            access.note_check(
                made[name].post, by=made["lead"].actor, queried_on=timezone.localdate(), clear=True,
                reference="公函1号",
            )  # fmt: skip
        record(made["worker"].actor, county.communities[0], happened_on=date(2024, 5, 6))
    return made


class Cast:
    """Opens a page for each of them, once, and hands it out again."""

    def __init__(self, open_as: Callable[..., Page], team: dict[str, Standing], size: str, script: bool) -> None:
        self.open_as, self.team, self.size, self.script = open_as, team, size, script
        self.story, self.hands = Story(1), dict[str, Hand]()

    def __getitem__(self, name: str) -> Hand:
        if name not in self.hands:
            page = self.open_as(self.team[name], self.size, script=self.script)
            self.hands[name] = Hand(page, self.story, script=self.script)
        return self.hands[name]


def family(cast: Cast, county: County) -> Person:
    """What the register of the community told in the meantime: when he was born, who brings him up."""
    boy, lead = Person.objects.get(), cast.team["lead"].actor
    born = timezone.localdate() - timedelta(days=15 * 366)
    people_actions.amend(boy, by=lead, version=boy.version, birth_date=born, name="蒋小明")
    granny = people.person(county.communities[0], "何秀英", birth_date=date(1950, 3, 1), household=boy.household)
    people_actions.relate(boy, granny, by=lead, kind="guardian")
    cast.story.known += ["小蒋", "蒋小明", "何秀英", "示范家苑", county.dwellings[1].address, born.isoformat()]
    return boy


def weeks_later(case: CaseFile, worker: Standing) -> None:
    """The case has run for two months; a week ago they met, said what to do until today, and to meet again today."""
    today = timezone.localdate()
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=60))
    case = CaseFile.objects.select_related("client").get(pk=case.pk)
    told = plans.told(
        happened_on=today - timedelta(days=7), note="第一次见面，说得不多。", homework="每天晚饭后和奶奶走一走",
        next_on=today, progress=plans.went(case, Way.SAME),
    )  # fmt: skip
    actions.hold_session(case, told, by=worker.actor, key=new_id())


@pytest.mark.parametrize("size, script", RUNS)
def test_a_boys_case_from_the_doorway_to_the_end(
    county: County, team: dict[str, Standing], open_as: Callable[..., Page], sees: Callable[[], Any], size: str,
    script: bool,
) -> None:  # fmt: skip
    cast = Cast(open_as, team, size, script)
    worker = cast["worker"]
    worker.at("/w/")
    with worker.act("doorway note"):
        doorway_note(worker.page, worker.meter, script=script)
    worker.ready()
    step.yellow_card(worker)
    with sees():
        boy = family(cast, county)
    worker.page.reload()
    worker.ready()
    step.take_in(worker, SPOKEN)
    step.approve_worker(cast["lead"])
    with sees():
        case = CaseFile.objects.get()
        actions.assign(case, team["supervisor"].post, "supervisor", by=team["lead"].actor)
    step.decide(worker)
    step.assess(worker)
    step.plan(worker)
    step.approve_plan(cast["supervisor"], WORDS)
    with sees():
        weeks_later(case, team["worker"])
    step.talk(worker)
    the_middle(cast, case, county, sees)
    the_end(cast, case)
    with sees():
        check_facts(case, boy, team)
    cast.story.whole("whole case")


def the_middle(cast: Cast, case: CaseFile, county: County, sees: Callable[[], Any]) -> None:
    """Steps 7 to 10: a costume, aid by three desks, the stage, and the look back."""
    worker, page = cast["worker"], f"/w/cases/{case.pk}/"
    step.link(worker)
    step.attach(worker)
    worker.at(page)
    step.apply(worker)
    for desk in ("community", "street", "county"):
        step.agree(cast[desk])
    worker.at(page)
    worker.sees("批了")
    with sees():
        activities.activity(county.communities[0], cast.team["colleague"].actor)
    step.take_part(worker)
    worker.at(page)
    step.review(worker)
    supervisor = cast["supervisor"]
    supervisor.at("/w/tasks/")
    with supervisor.act("plan: supervisor"):
        supervisor.go("请看一看")
        supervisor.go("同意", exact=True)
    step.supervise(supervisor, case)
    worker.at(page)


def the_end(cast: Cast, case: CaseFile) -> None:
    """Step 11: the end, the lock, the whole file; a colleague outside meets nothing."""
    worker = cast["worker"]
    step.close(worker)
    step.agree_to_close(cast["supervisor"])
    worker.at(f"/w/cases/{case.pk}/")
    assert step.print_all(worker).endswith(".pdf")
    told = cast["colleague"].page.goto(f"/w/cases/{case.pk}/")
    assert told is not None and told.status == 404


def check_facts(case: CaseFile, boy: Person, team: dict[str, Standing]) -> None:
    """What stands in the data when it is over."""
    today = timezone.localdate()
    case.refresh_from_db()
    assert (case.state, case.hidden, case.natures, case.client_id) == ("closed", True, ["minor"], boy.pk)
    lead = HardshipLead.objects.get()
    assert (lead.harm, lead.closed_at is not None, case.lead_id) == ("no", True, lead.pk)
    signed = set(CaseSignature.objects.values_list("kind", flat=True))
    assert signed == {"consent", "assent"}
    assert Assessment.objects.get().summary
    versions = CarePlan.objects.order_by("number")
    assert [(plan.number, plan.standing) for plan in versions] == [(1, "approved"), (2, "approved")]
    assert [said.text for said in CaseComment.objects.all()] == [WORDS]
    sessions = CaseSession.objects.order_by("number").select_related("record")
    assert [one.record.kind for one in sessions] == [Kind.CASE_SESSION] * 2
    assert all(one.record.protected and one.record.undertaking_id == case.undertaking_id for one in sessions)
    assert sessions[1].progress.filter(way=Way.BETTER).count() == 3
    assert (ResourceLink.objects.get().party, AidApplication.objects.get().state) == ("charity", "granted")
    enclosed = AidEnclosure.objects.get()
    assert (enclosed.attachment.kind, enclosed.application.reached) == ("proof", 2)
    assert TakingPart.objects.get().activity.guests.get().person_id == boy.pk
    assert SupervisionRecord.objects.get().case_id == case.pk
    assert FollowUp.objects.filter(state="pending", due_on__gt=today).count() == 3
    waiting = Task.objects.filter(done_at=None)
    assert {one.kind for one in waiting} == {"case_follow_up"} and all(one.owner_id for one in waiting)
    told = ServiceRecord.objects.filter(happened_on=today)
    assert all(one.acted_by == team["worker"].user.pk and one.channel in ("web", "door") for one in told)
    told_of = Event.objects.filter(verb__regex="^(case|plan|session|aid|attachment|paper|dossier)[.]")
    assert {event.by_post is not None and event.channel in ("web", "door") for event in told_of} == {True}
    rows = [Intake, Assessment, CaseSession, CarePlan, AidApplication, CaseAttachment, SupervisionRecord]
    assert {row.county_id for model in rows for row in model.objects.all()} == {case.county_id}


def test_control_what_was_said_in_an_earlier_act_is_not_said_again(
    team: dict[str, Standing], open_as: Callable[..., Page]
) -> None:
    page = open_as(team["worker"])
    page.goto("/w/record/")
    story = Story(1)
    first = JourneyMeter(page, memory=story.memory)
    first.type(page.locator("#note"), "镇中学八年级二班")
    story.note("doorway note", first)
    again = JourneyMeter(page, memory=story.memory)
    again.dictate(page.locator("#note"), "镇中学 八年级二班", seconds=5)
    with pytest.raises(OverBudget, match="retyped 1 > 0"):
        story.note("doorway note", again)
    story.retyped = ["note"]
    with pytest.raises(OverBudget, match="re-typed"):
        story.whole("whole case")
