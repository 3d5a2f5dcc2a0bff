"""结案: a list that is green or has its reasons, two people, a locked file, and looks after the client."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.people.actions import access, record_death, withdraw_consent
from linli.people.limits import months_on
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.closings import Ending
from linli.practice.models import CaseClosure, CaseFile, CaseMove, FollowUp, ReopenRequest
from linli.practice.queries.checklist import closing, lines, marked
from linli.records.models import ServiceRecord, Undertaking
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()
WHY = {"assessed": "刚接就搬走了", "goals": "还没有订目标", "evaluated": "家里搬走得急"}
SAID = {
    "reason": "moved", "face": 4, "client_words": "谢谢你们常来", "reflection": "下次早点联系学校",
    "follow_ups": [1, 3, 6],
}  # fmt: skip


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def client_(county: County) -> Person:
    return people.person(county.communities[0], "高某")


@pytest.fixture
def case(worker: Standing, client_: Person) -> CaseFile:
    return practice.case(client_, worker.actor, accepted=True)


def ask(case: CaseFile, by: Standing, **facts: Any) -> CaseClosure:
    return actions.propose_closing(case, Ending(**({"why": WHY} | SAID | facts)), by=by.actor)


def closed(case: CaseFile, by: Standing, lead: Standing) -> CaseFile:
    return actions.close(ask(case, by), by=lead.actor)


def test_only_the_team_asks(county: County, post: Post, case: CaseFile) -> None:
    with pytest.raises(Refused, match="由它的团队来写"):
        ask(case, post(Role.SOCIAL_WORKER, county.towns[0]))


def test_what_was_never_accepted_is_refused_and_not_closed(worker: Standing, client_: Person) -> None:
    with pytest.raises(Refused, match="现在是“接案”"):
        ask(practice.case(client_, worker.actor), worker)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"reason": "bored"}, "reason"), ({"reason": "died"}, "reason"), ({"face": 6}, "face"),
     ({"follow_ups": [2]}, "follow_ups"), ({"why": {}}, "why_assessed"), ({"client_words": ""}, "why_client"),
     ({"face": None}, "why_face"), ({"reflection": " "}, "why_reflection"), ({"follow_ups": []}, "why_follow_ups")],
)  # fmt: skip
def test_each_gap_is_refused_at_its_field_and_nothing_is_stored(
    facts: dict[str, Any], field: str, case: CaseFile, worker: Standing
) -> None:
    with pytest.raises(Refused) as refused:
        ask(case, worker, **facts)
    assert refused.value.field == field
    assert not CaseClosure.objects.exists()


def test_the_snapshot_keeps_what_was_missing_and_why(case: CaseFile, worker: Standing) -> None:
    kept = json.loads(ask(case, worker).blockers)
    assert [(one["code"], one["why"]) for one in kept] == [
        (code, WHY[code]) for code in ("assessed", "goals", "evaluated")
    ]  # fmt: skip


def test_it_is_asked_once(case: CaseFile, worker: Standing) -> None:
    ask(case, worker)
    with pytest.raises(Refused, match="已经提出结案"):
        ask(case, worker)


def test_nobody_agrees_to_her_own_wish(county: County, lead: Standing, client_: Person) -> None:
    asked = ask(practice.case(client_, lead.actor, accepted=True), lead)
    with pytest.raises(Refused, match="请另一个人"):
        actions.close(asked, by=lead.actor)
    with pytest.raises(IntegrityError, match="nobody_closes_her_own_case"), transaction.atomic(), acting():
        CaseClosure.objects.filter(pk=asked.pk).update(decided_by=lead.user.pk, decided_at=timezone.now())


def test_a_worker_does_not_agree(county: County, post: Post, case: CaseFile, worker: Standing) -> None:
    asked = ask(case, worker)
    with pytest.raises(Refused, match="由督导或站长来定"):
        actions.close(asked, by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)


def test_a_closed_case_is_locked_and_looked_after(
    case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    asked = ask(case, worker)
    done = actions.close(asked, by=lead.actor)
    assert (done.state, CaseMove.objects.get(verb="close").reason, Undertaking.objects.get().closed_on) == (
        "closed", "搬走了", TODAY,
    )  # fmt: skip
    assert not Task.objects.filter(done_at=None).exclude(kind="case_follow_up").exists()
    todos = Task.objects.filter(kind="case_follow_up").order_by("due_on")
    assert [(todo.due_on, todo.owner_id) for todo in todos] == [
        (months_on(TODAY, n), worker.post.pk) for n in (1, 3, 6)
    ]  # fmt: skip
    with pytest.raises(Refused, match="档案锁定了"):
        actions.suspend(done, by=worker.actor, reason="x", until=TODAY + timedelta(days=3))
    with pytest.raises(Refused, match="已经定过了"):
        actions.close(asked, by=lead.actor)
    page = sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    assert "本县还没有写明" in page
    assert "申请重开" in page


def test_the_screen_closes_as_the_verbs_do(case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn) -> None:
    form = SAID | {f"why_{code}": why for code, why in WHY.items()}
    page = sign_in(worker).post(f"/w/cases/{case.pk}/close/", form | {"why_goals": ""})
    assert (page.status_code, "“每个目标都有了结果”还没有完成" in page.content.decode()) == (422, True)
    assert sign_in(worker).post(f"/w/cases/{case.pk}/close/", form).status_code == 302
    asked = CaseClosure.objects.get()
    assert "谢谢你们常来" in sign_in(lead).get(f"/w/cases/closings/{asked.pk}/").content.decode()
    sign_in(lead).post(f"/w/cases/closings/{asked.pk}/", {"verb": "close"})
    assert CaseFile.objects.get().state == "closed"


def test_sent_back_it_is_asked_again(case: CaseFile, worker: Standing, lead: Standing) -> None:
    first = ask(case, worker)
    with pytest.raises(Refused, match="为什么退回"):
        actions.return_closing(first, by=lead.actor, answer="")
    actions.return_closing(first, by=lead.actor, answer="还没问孩子")
    todo = Task.objects.get(kind="case_close", done_at=None)
    assert (todo.owner_id, CaseFile.objects.get().state) == (worker.post.pk, "assessment")
    assert ask(case, worker).pk != first.pk


def test_a_child_has_a_guardian_who_is_asked(county: County, worker: Standing, lead: Standing) -> None:
    access.note_check(worker.post, by=lead.actor, queried_on=TODAY, clear=True, reference="公函1号")
    boy = people.person(county.communities[0], "蒋某", birth_date=TODAY - timedelta(days=15 * 365))
    made = practice.case(boy, worker.actor)
    assert [line.code for line in lines(made) if line.given and line.done] == []
    grown = practice.case(people.person(county.communities[0], "高某"), worker.actor)
    assert [line.code for line in lines(grown) if line.given and line.done] == ["guardian"]


def test_what_is_missing_over_all_cases_is_one_query(
    county: County, worker: Standing, case: CaseFile, django_assert_num_queries: Callable[..., Any]
) -> None:
    practice.case(people.person(county.communities[0], "乙"), worker.actor)
    with django_assert_num_queries(1):
        found = {row.pk: row.missing for row in marked(CaseFile.objects.standing())}  # type: ignore[attr-defined]
    assert found[case.pk] == len([line for line in lines(case) if not line.done])
    assert sorted(found.values()) == [len(closing()) - 5, len(closing()) - 4]


def test_after_a_death_nothing_is_written_but_the_end(
    case: CaseFile, worker: Standing, lead: Standing, client_: Person, sign_in: SignIn
) -> None:
    record_death(client_, by=lead.actor, died_on=TODAY, source="家属电话")
    for verb in (
        lambda: actions.suspend(case, by=worker.actor, reason="x", until=TODAY + timedelta(days=3)),
        lambda: actions.accept(case, by=worker.actor),
    ):
        with pytest.raises(Refused, match="已经去世|现在是"):
            verb()
    with pytest.raises(Refused, match="原因只能选“去世”"):
        ask(case, worker)
    page = sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    assert ("服务对象已经去世" in page, "问一问" in page) == (True, False)
    asked = actions.propose_closing(case, Ending("died"), by=worker.actor)
    assert {one["why"] for one in json.loads(asked.blockers)} == {"服务对象已经去世"}
    assert actions.close(asked, by=lead.actor).state == "closed"
    assert not FollowUp.objects.exists()
    with pytest.raises(Refused, match="不能重开"):
        actions.ask_reopen(case, by=worker.actor, reason="还有事")


def test_consent_taken_back_leaves_the_end_and_no_looking_after(
    case: CaseFile, worker: Standing, lead: Standing, client_: Person, sign_in: SignIn
) -> None:
    withdraw_consent(client_, "casework", by=worker.actor)
    page = sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    assert ("不能写新的内容" in page, "档案保存多久" in page, f"/w/cases/{case.pk}/close/" in page) == (True,) * 3
    asked = actions.propose_closing(case, Ending("withdrew", client_words="别写了", follow_ups=[1]), by=worker.actor)
    assert (asked.client_words, asked.follow_ups) == ("", [])
    actions.close(asked, by=lead.actor)
    assert not FollowUp.objects.exists()


def test_a_follow_up_is_a_record_once(case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn) -> None:
    closed(case, worker, lead)
    row = FollowUp.objects.order_by("due_on").first()
    assert row is not None
    with pytest.raises(Refused, match="由这个个案的社工"):
        actions.follow_up(row, by=lead.actor, happened_on=TODAY, minutes=20, words="挺好")
    told = {"happened_on": str(TODAY), "minutes": "20", "words": "搬了新家，挺好"}
    assert sign_in(worker).post(f"/w/cases/follow-ups/{row.pk}/", told).status_code == 302
    record = ServiceRecord.objects.get(kind="follow_up")
    assert (record.undertaking_id, record.minutes, record.protected, record.narrative) == (
        case.undertaking_id, 20, True, "搬了新家，挺好",
    )  # fmt: skip
    assert FollowUp.objects.get(pk=row.pk).record_id == record.pk
    with pytest.raises(Refused, match="已经记过"):
        actions.follow_up(row, by=worker.actor, happened_on=TODAY, minutes=20, words="又一次")
    assert Task.objects.filter(kind="case_follow_up", done_at=None).count() == 2


def test_a_follow_up_that_is_not_made_says_why(
    case: CaseFile, worker: Standing, lead: Standing, client_: Person
) -> None:
    closed(case, worker, lead)
    withdraw_consent(client_, "casework", by=worker.actor)
    row = FollowUp.objects.order_by("due_on").first()
    assert row is not None
    with pytest.raises(Refused, match="收回同意"):
        actions.follow_up(row, by=worker.actor, happened_on=TODAY, minutes=20, words="挺好")
    with pytest.raises(Refused, match="为什么不做"):
        actions.skip_follow_up(row, by=worker.actor, why="")
    done = actions.skip_follow_up(row, by=worker.actor, why="收回同意了")
    assert (done.state, done.record, done.why) == ("skipped", None, "收回同意了")


def test_an_open_case_is_not_reopened_nor_by_whoever_asked(case: CaseFile, worker: Standing, lead: Standing) -> None:
    with pytest.raises(Refused, match="结了案的"):
        actions.ask_reopen(case, by=worker.actor, reason="又有事")
    closed(case, worker, lead)
    asked = actions.ask_reopen(case, by=lead.actor, reason="孩子又不上学了")
    with pytest.raises(Refused, match="请另一个人"):
        actions.reopen(asked, by=lead.actor)
    with pytest.raises(Refused, match="已经提出重开"):
        actions.ask_reopen(case, by=worker.actor, reason="再提")


def test_two_people_take_a_case_up_again(case: CaseFile, worker: Standing, lead: Standing, client_: Person) -> None:
    closed(case, worker, lead)
    asked = actions.ask_reopen(case, by=worker.actor, reason="孩子又不上学了")
    again = actions.reopen(asked, by=lead.actor)
    assert (again.state, again.closed_at, Undertaking.objects.get().closed_on) == ("assessment", None, None)
    assert set(FollowUp.objects.values_list("state", flat=True)) == {"skipped"}
    assert not Task.objects.filter(kind__in=["case_follow_up", "case_reopen"], done_at=None).exists()
    assert actions.suspend(again, by=worker.actor, reason="x", until=TODAY + timedelta(days=3)).state == "suspended"


def test_without_consent_or_beside_another_case_it_stays_closed(
    case: CaseFile, worker: Standing, lead: Standing, client_: Person
) -> None:
    closed(case, worker, lead)
    asked = actions.ask_reopen(case, by=worker.actor, reason="又有事")
    withdraw_consent(client_, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        actions.reopen(asked, by=lead.actor)
    practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="另有一个"):
        actions.reopen(asked, by=lead.actor)
    actions.refuse_reopen(asked, by=lead.actor, answer="已经另开了一个")
    assert ReopenRequest.objects.get().granted is False


def test_what_was_said_at_the_end_is_kept_while_it_is_written(
    case: CaseFile, worker: Standing, sign_in: SignIn
) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/close/"
    kept = client.post(f"{address}save/", {"reflection": "慢一点", "follow_ups": ["3"], "page": "a", "version": "0"})
    form = client.get(address).context["form"]
    assert (kept.status_code, form["reflection"].value(), form["follow_ups"].value()) == (204, "慢一点", ["3"])
    assert not CaseClosure.objects.exists()
