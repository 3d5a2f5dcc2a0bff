"""Pages of plan, sessions and review: few taps, nothing lost, nobody overwritten, as many queries at 200 sessions."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from linli.audit.models import Look
from linli.kernel.fields import sealed
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.people.actions import withdraw_consent
from linli.people.actions.areas import of_row
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import Assessment, CarePlan, CaseFile, CaseReview, CaseSession, GoalProgress
from linli.practice.options import options
from linli.practice.queries.plans import goals_of
from linli.records.models import ServiceRecord
from linli.tasks import links
from linli.tasks.actions import body_of
from linli.tasks.models import Draft, Task
from tests.conftest import Standing
from tests.factories import plans, practice

SignIn = Callable[[Standing], Client]
MOST = 15  # questions to the database that a case's page may ask
LENGTHS: set[int] = set()  # what it asked at each number of sessions: always the same


@pytest.fixture
def case(worker: Standing, client_: Person, supervisor: Standing) -> CaseFile:
    return plans.working(client_, worker.actor, supervisor.actor)


def sent(page: object, **facts: object) -> dict[str, object]:
    """Return what a browser would send of the session's page: what stands in it, and what the worker changes."""
    context = page.context  # type: ignore[attr-defined]
    draft, form = context["draft"], context["form"]
    held = {name: form[name].value() or "" for name in form.fields}
    told = {name: held[name] for name in held if name not in ("persons", "sure")}
    return told | {"version": draft.version, "page": context["page"], "key": str(draft.pk)} | facts


def test_a_stranger_to_the_team_meets_404(
    case: CaseFile, lead: Standing, post: Callable[..., Standing], sign_in: SignIn
) -> None:
    stranger = sign_in(post("social_worker", lead.post.place))
    plan = CarePlan.objects.get()
    for address in (f"{case.pk}/plan/", f"{case.pk}/session/", f"{case.pk}/sessions/", f"plans/{plan.pk}/"):
        assert stranger.get(f"/w/cases/{address}").status_code == 404
    assert not Draft.objects.exists()


def test_a_plan_of_library_goals_needs_few_taps(worker: Standing, client_: Person, sign_in: SignIn) -> None:
    """Three goals in three taps, agreed, put before the supervisor."""
    case = plans.planning(client_, worker.actor)
    client, address = sign_in(worker), f"/w/cases/{case.pk}/plan/"
    taps, typed = 1, 0
    for code in ("child_joins_in", "family_talks", "aid_arrives"):
        assert client.post(address, {"do": f"take:{code}", "aim": "愿意上学"}).status_code == 302
        taps += 1
    answer = client.post(
        address, {"do": "submit", "aim": "愿意上学", "agreed_how": "spoken", "agreed_on": str(timezone.localdate())}
    )
    taps, typed = taps + 2, typed + 1
    assert (answer.status_code, CarePlan.objects.get().standing, CarePlan.objects.get().aim) == (
        302,
        "submitted",
        "愿意上学",
    )
    assert (taps, typed) <= (18, 6)


def test_a_goal_whose_number_nobody_knows_asks_for_it(worker: Standing, client_: Person, sign_in: SignIn) -> None:
    case = plans.planning(client_, worker.actor)
    answer = sign_in(worker).post(f"/w/cases/{case.pk}/plan/", {"do": "take:child_learns"})
    line = goals_of(CarePlan.objects.get())[0].line
    assert answer["Location"] == f"/w/cases/{case.pk}/goal/{line}/"


def test_a_goal_without_a_measure_keeps_what_was_typed(worker: Standing, client_: Person, sign_in: SignIn) -> None:
    case = plans.planning(client_, worker.actor)
    told = {"text": "变得开朗", "measure": "", "rhythm": "weekly", "ends_on": str(timezone.localdate())}
    page = sign_in(worker).post(f"/w/cases/{case.pk}/goal/", told)
    body = page.content.decode()
    assert (page.status_code, "变得开朗" in body, "还看不出有没有做到" in body) == (422, True, True)


def test_the_needs_of_the_assessment_are_offered_and_not_typed_again(
    worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    case = plans.planning(client_, worker.actor)
    code, need = next(iter(options("assessment", "needs").items()))
    with acting():
        Assessment.objects.create(
            case=case, version=1, needs=[code], urgency=[1], risk="low", at=timezone.now(), **of_row(case)
        )
    body = sign_in(worker).get(f"/w/cases/{case.pk}/goal/").content.decode()
    assert f'<option value="{need.name}">' in body


def test_the_supervisor_approves_in_two_taps_from_her_todos(
    worker: Standing, supervisor: Standing, client_: Person, sign_in: SignIn
) -> None:
    case = plans.planning(client_, worker.actor)
    practice.join(case, supervisor.actor)
    plan = plans.submitted(case, worker.actor)
    address = links.address(Task.objects.get(kind="plan_approve"))
    client = sign_in(supervisor)
    assert "同意" in client.get(address).content.decode()
    assert client.post(address, {"do": "back", "why": ""}).status_code == 422
    said = client.post(address, {"do": "comment", "about": str(plan.goals.get().pk), "text": "可否拆小？"})
    assert said.status_code == 302
    assert "可否拆小？" in client.get(address).content.decode()
    client.post(address, {"do": "approve"})
    assert CarePlan.objects.get().standing == "approved"
    assert Look.objects.filter(kind="case.plan_check").exists()


def test_the_todo_opens_the_page_filled_from_the_last_time(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    plans.session(case, worker.actor, minutes=45, place="学校门口", homework="每天打招呼", next_on=timezone.localdate())
    address = links.address(Task.objects.get(kind="case_session", done_at=None))
    page = sign_in(worker).get(address)
    form = page.context["form"]
    assert (form["minutes"].value(), form["place"].value(), form["happened_on"].value()) == (
        "45", "学校门口", timezone.localdate().isoformat(),
    )  # fmt: skip
    assert form["next_on"].value() == (timezone.localdate() + timedelta(days=7)).isoformat()
    assert "每天打招呼" in page.content.decode()


def test_a_week_of_the_case_is_seven_taps_and_one_dictation(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    """Todo, microphone, one tap a goal (three at most), homework, done."""
    client = sign_in(worker)
    address = links.address(Task.objects.get(kind="case_session", done_at=None))
    page = client.get(address)
    goals = [name for name in page.context["form"].fields if name.startswith("goal_")]
    answer = client.post(address, sent(page, note=plans.NOTE, **dict.fromkeys(goals, "1")))
    made = CaseSession.objects.select_related("record").get()
    assert (answer.status_code, made.note, made.record.minutes, made.progress.count()) == (302, plans.NOTE, 60, 1)
    assert made.next_on == timezone.localdate() + timedelta(days=7)
    assert not Draft.objects.exists()


def test_three_thousand_characters_survive_a_lost_line(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    client, address, note = sign_in(worker), f"/w/cases/{case.pk}/session/", "说" * 3000
    page = client.get(address)
    kept = client.post(f"{address}save/", sent(page, note=note))
    assert (kept.status_code, kept["X-Draft-Version"]) == (204, "2")
    assert client.get(address).context["form"]["note"].value() == note
    assert not CaseSession.objects.exists()


def test_sent_twice_leads_to_the_one_session(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/session/"
    told = sent(client.get(address), note=plans.NOTE)
    client.post(address, told)
    again = client.post(address, told)
    assert again["Location"] == f"/w/cases/sessions/{CaseSession.objects.get().pk}/"


def test_a_page_put_away_meanwhile_is_shown_with_every_word_and_sent_again(
    case: CaseFile, worker: Standing, sign_in: SignIn
) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/session/"
    told = sent(client.get(address), note=plans.NOTE)
    with acting():
        Draft.objects.all().delete()
    page = client.post(address, told)
    assert (page.status_code, plans.NOTE in page.content.decode()) == (409, True)
    assert (CaseSession.objects.count(), body_of(Draft.objects.get())["note"]) == (0, plans.NOTE)
    assert client.post(address, sent(page)).status_code == 302
    assert CaseSession.objects.get().note == plans.NOTE


def test_two_open_pages_see_both_and_lose_neither(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/session/"
    one, two = client.get(address), client.get(address)
    assert client.post(f"{address}save/", sent(one, note="这一页写的")).status_code == 204
    assert client.post(f"{address}save/", sent(two, note="那一页写的")).status_code == 409
    met = client.post(address, sent(two, note="那一页写的"))
    body = met.content.decode()
    assert (met.status_code, "这一页写的" in body, "那一页写的" in body) == (409, True, True)
    assert (CaseSession.objects.count(), body_of(Draft.objects.get())["note"]) == (0, "这一页写的")


def test_two_corrections_meet_in_one_view(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    first = plans.session(case, worker.actor)
    client, address = sign_in(worker), f"/w/cases/sessions/{first.pk}/correct/"
    told = {
        name: value or "" for name, value in client.get(address).context["form"].initial.items() if name != "persons"
    }
    assert client.post(address, told | {"note": "先改的", "reason": "记错"}).status_code == 302
    met = client.post(address, told | {"note": "后改的", "reason": "也记错"})
    body = met.content.decode()
    newest = CaseSession.objects.get(superseded_at=None)
    assert (met.status_code, "先改的" in body, "后改的" in body, newest.note) == (409, True, True, "先改的")
    client.post(f"/w/cases/sessions/{newest.pk}/correct/", told | {"note": "合在一起", "reason": "合并"})
    assert CaseSession.objects.get(superseded_at=None).note == "合在一起"


def test_consent_taken_back_while_writing_stops_it_and_keeps_the_words(
    case: CaseFile, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/session/"
    told = sent(client.get(address), note=plans.NOTE)
    withdraw_consent(client_, "casework", by=worker.actor)
    page = client.post(address, told)
    body = page.content.decode()
    assert (page.status_code, "收回同意" in body, plans.NOTE in body) == (422, True, True)
    assert "档案保存" in body  # how long the file is kept is said at once
    assert CaseSession.objects.count() == 0
    assert plans.NOTE in client.get(address).content.decode()


def test_a_session_is_read_by_its_team(case: CaseFile, worker: Standing, supervisor: Standing, sign_in: SignIn) -> None:
    made = plans.session(case, worker.actor, progress=plans.went(case), homework="打招呼")
    body = sign_in(supervisor).get(f"/w/cases/sessions/{made.pk}/").content.decode()
    assert all(words in body for words in (plans.NOTE, "有进步", "打招呼"))
    assert "更正" not in body.split("<main")[1]
    listed = sign_in(worker).get(f"/w/cases/{case.pk}/sessions/").content.decode()
    assert plans.NOTE[:20] in listed


def test_a_review_ends_a_goal_and_opens_the_next_version(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/review/"
    name = next(iter(client.get(address).context["form"].lines))
    answer = client.post(address, {"changed": "每周都聊", name: "reached"})
    assert answer["Location"] == f"/w/cases/{case.pk}/plan/"
    assert (CaseReview.objects.get().changed, CarePlan.objects.get(number=2).changed) == ("每周都聊", "每周都聊")


def many(case: CaseFile, worker: Standing, count: int) -> None:
    """Lay sessions into a case as rows, the cheap way: what the page reads is the same."""
    line: UUID = goals_of(CarePlan.objects.get())[0].line
    now, place = timezone.now(), of_row(case)
    facts = {"kind": "case_session", "method": "case", "channel": "web", "provenance": "manual", "protected": True}
    records = [
        ServiceRecord(
            happened_on=now.date(), started_at=now, minutes=50, recorded_at=now, source="practice.session",
            source_id=str(new_id()), undertaking=case.undertaking, acted_post=worker.post, **facts, **place,
        )
        for _ in range(count)
    ]  # fmt: skip
    rows = [
        CaseSession(case=case, record=record, number=number, form="interview", **place)
        for number, record in enumerate(records, 1)
    ]
    for row in rows:
        row.note_sealed = sealed(CaseSession, "note_sealed", row.pk, plans.NOTE)
    with acting():
        ServiceRecord.objects.bulk_create(records)
        CaseSession.objects.bulk_create(rows)
        GoalProgress.objects.bulk_create(
            GoalProgress(case=case, session=row, line=line, on=now.date(), way=1, **place) for row in rows
        )


@pytest.mark.parametrize("count", [1, 3, 200])
def test_a_case_of_200_sessions_asks_as_much_as_one_of_one(
    count: int, case: CaseFile, worker: Standing, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    many(case, worker, count)
    client = sign_in(worker)
    client.get(f"/w/cases/{case.pk}/")
    with django_assert_max_num_queries(MOST + 2) as asked:  # type: ignore[attr-defined]
        page = client.get(f"/w/cases/{case.pk}/")
    body = page.content.decode()
    assert (f"共{count}次" in body, "<polyline" in body, f"有进步{count}次" in body) == (True, True, True)
    own = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]  # those two are the test's transaction
    assert len(own) <= MOST
    LENGTHS.add(len(own))
    assert len(LENGTHS) == 1


def test_a_goal_cannot_be_drawn_by_hand(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    """The line has its words beside it, for whoever does not see it."""
    plans.session(case, worker.actor, progress=plans.went(case))
    body = sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    assert 'aria-hidden="true"' in body.split("polyline")[0][-200:]
    assert "共1次：有进步1次、持平0次、退步0次" in body


def test_three_versions_are_read_each_as_it_was(
    case: CaseFile, worker: Standing, supervisor: Standing, sign_in: SignIn
) -> None:
    first = CarePlan.objects.get()
    actions.set_goal(case, plans.goal(text="一起出门"), by=worker.actor)
    actions.write_plan(case, plans.frame(changed="加一个"), by=worker.actor)
    actions.approve_plan(actions.submit_plan(CarePlan.objects.get(number=2), by=worker.actor), by=supervisor.actor)
    client = sign_in(worker)
    assert "一起出门" not in client.get(f"/w/cases/plans/{first.pk}/").content.decode().split("<main")[1]
    assert "一起出门" in client.get(f"/w/cases/plans/{CarePlan.objects.get(number=2).pk}/").content.decode()
