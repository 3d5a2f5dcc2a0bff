"""The pages: called, drawn and checked on a telephone without a script; a moved clock shuts every door."""

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from linli.accounts.models import Post, Role
from linli.audit.models import Event, Look
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.scope import enter
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation, EvaluationState, Rectification, SampledRecord
from tests.architecture.matrix.routes import routes
from tests.factories import evaluation as factory
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.login import sign_in


@pytest.fixture
def worker(county: County) -> Actor:
    """A social worker of the first town."""
    return projects.actor("social_worker", county.towns[0])


@pytest.fixture
def made(county: County, running: ServiceProject, who: Buying, worker: Actor) -> Evaluation:
    """A mid-term evaluation of four records, not yet drawn."""
    factory.served(running, county.communities[:2], worker, each=1)
    return factory.called(running, who)


def seat(by: Actor) -> Client:
    return sign_in(Client(), by)


def page(name: str, row: Any, *, by: Client) -> tuple[int, str]:
    answer = by.get(reverse(name, args=[row.pk]))
    return answer.status_code, answer.content.decode()


def test_from_the_call_to_a_draft(county: County, running: ServiceProject, who: Buying, worker: Actor) -> None:
    factory.served(running, county.communities[:1], worker, each=1)
    buyer, ours = seat(who.buyer), factory.third(county.division.pk)
    call = reverse("project_evaluate", args=[running.pk])
    told = {"kind": "mid_term", "organisation": ours.pk, "name": "示范评估员", "phone": factory.PHONE, "days": "14"}
    assert buyer.post(call, told | {"days": "61"}).status_code == 422
    shown = buyer.post(call, told).content.decode()
    assert "过了这一天自己失效" in shown
    assert "把这个链接当面交给本人" in shown
    made = Evaluation.objects.get()
    assert made.commitment in shown
    by = seat(factory.evaluator(made))
    home = reverse("evaluation", args=[made.pk])
    assert "抽样" in by.get(home).content.decode()
    by.post(home, {"do": "draw"})
    enter(factory.evaluator(made).scope)
    first = SampledRecord.objects.order_by("position")[0]
    one = reverse("evaluation_record", args=[first.pk])
    assert "都在，下一条" in by.get(one).content.decode()
    assert by.post(one, {"seen": "yes", "proved": "no", "agrees": "yes"}).status_code == 422
    second = by.post(one, {"all": "1"})  # one tap, and the next is there
    assert second.status_code == 302
    assert by.post(second["Location"], {"all": "1"})["Location"] == reverse("evaluation_sample", args=[made.pk])
    scores = reverse("evaluation_scores", args=[made.pk])
    items = {f"points_{row.pk}": str(row.weight) for row in running.criterions.all()}
    wrong = by.post(scores, items)
    assert (wrong.status_code, wrong.content.decode().count("请写打这个分的依据")) == (422, 2)
    by.post(scores, items | {f"reason_{row.pk}": "看了" for row in running.criterions.all()})
    by.post(home, {"do": "hand_in", "report": "做得扎实。"})
    made.refresh_from_db()
    assert made.state == EvaluationState.DRAFTED


def test_from_the_draft_to_the_last_thing_put_right(made: Evaluation, who: Buying) -> None:
    evaluator = factory.evaluator(made)
    factory.drafted(made, evaluator)
    buyer, head, home = seat(who.buyer), seat(who.head), reverse("evaluation", args=[made.pk])
    assert "请在" in head.get(home).content.decode()
    assert head.post(home, {"do": "reply", "reply": ""}).status_code == 422
    head.post(home, {"do": "reply", "reply": "无异议"})
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    rows = {"items-TOTAL_FORMS": "5", "items-INITIAL_FORMS": "0", "items-0-what": "补签到"}
    assert buyer.post(home, {"do": "finalise"} | rows).status_code == 422
    past = buyer.post(home, {"do": "finalise", "items-0-due_on": timezone.localdate().isoformat()} | rows)
    assert (past.status_code, "在今天以后" in past.content.decode()) == (422, True)
    buyer.post(home, {"do": "finalise", "items-0-due_on": due} | rows)
    made.refresh_from_db()
    assert (made.state, made.seed_shown) == (EvaluationState.FINAL, factory.SEED)
    assert seat(evaluator).get(home).status_code in (302, 404)
    put_right = reverse("evaluation_rectification", args=[Rectification.objects.get().pk])
    head.post(put_right, {"do": "answer", "answer": "补好了"})
    buyer.post(put_right, {"do": "settle"})
    assert "改好了" in head.get(put_right).content.decode()
    assert head.get(reverse("evaluation_sample", args=[made.pk]) + "?file=1").json()["seed"] == made.seed_shown
    made.refresh_from_db()
    assert made.state == EvaluationState.DONE


def test_staff_who_hold_the_frame_meet_403_on_the_sample_until_the_result_stands(made: Evaluation, who: Buying) -> None:
    by = factory.evaluator(made)
    factory.checked(made, by)
    for one in (who.buyer, who.head, who.chain[0]):
        assert page("evaluation_sample", made, by=seat(one))[0] == 403
        assert seat(one).get(reverse("evaluation_sample", args=[made.pk]) + "?file=1").status_code == 403
        assert page("evaluation_scores", made, by=seat(one))[0] in (403, 404)
        shown = page("evaluation", made, by=seat(one))[1]
        assert made.commitment in shown
        assert factory.SEED not in shown
    assert page("evaluation_sample", made, by=seat(by))[0] == 200  # the control


def test_what_she_was_not_drawn_does_not_exist_for_her(
    county: County, made: Evaluation, who: Buying, worker: Actor
) -> None:
    by = factory.evaluator(made)
    factory.checked(made, by)
    other = factory.bare(projects.bare(county.towns[1], who.agency))
    enter(factory.evaluator(other).scope)
    theirs = SampledRecord.objects.get(evaluation=other)
    enter(by.scope)
    mine = SampledRecord.objects.filter(evaluation=made)[0]
    client = seat(by)
    assert page("evaluation_record", mine, by=client)[0] == 200
    assert page("evaluation_record", theirs, by=client)[0] == 404
    assert page("evaluation", other, by=client)[0] == 404
    assert page("evaluation_sample", other, by=client)[0] == 404
    assert client.get(reverse("record", args=[mine.record])).status_code == 404
    assert client.get(reverse("person", args=[new_id()])).status_code == 404
    listed = client.get(reverse("records")).content.decode()
    assert "说了一会儿话" not in listed
    assert reverse("record", args=[mine.record]) not in listed


def test_a_moved_clock_shuts_every_door_of_hers(made: Evaluation) -> None:
    by = factory.evaluator(made)
    factory.checked(made, by)
    row = SampledRecord.objects.filter(evaluation=made)[0]
    doors = [
        reverse("evaluations"), *(reverse(name, args=[made.pk]) for name in (
            "evaluation", "evaluation_sample", "evaluation_scores",
        )), reverse("evaluation_record", args=[row.pk]), reverse("records"), reverse("surveys"),
    ]  # fmt: skip
    last = datetime.combine(made.until, time(23, 50), tzinfo=timezone.get_current_timezone())
    told = {}
    for name, moment in (("last evening", last), ("first night", last + timedelta(minutes=20))):
        with time_machine.travel(moment, tick=False):
            client = seat(by)
            told[name] = [client.get(door).status_code for door in doors]
    assert told["last evening"] == [200] * len(doors)  # the control
    assert set(told["first night"]) <= {302, 404}
    assert Post.objects.get(pk=made.post_id).ended_at is None  # nobody had to end it


def test_each_look_is_written_before_the_page_leaves(made: Evaluation) -> None:
    by = factory.evaluator(made)
    factory.checked(made, by)
    row = SampledRecord.objects.filter(evaluation=made)[0]
    client = seat(by)
    client.get(reverse("evaluation_record", args=[row.pk]))
    client.get(reverse("evaluation_sample", args=[made.pk]))
    looks = {look.kind: look for look in Look.objects.filter(kind__startswith="evaluation.")}
    assert looks["evaluation.record"].persons == [row.record]
    assert len(looks["evaluation.sample"].persons) == 4
    assert {look.purpose for look in looks.values()} == {f"evaluation:{made.pk}"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_no_more_for_more_evaluations(county: County, who: Buying, count: int) -> None:
    for _number in range(count):
        factory.bare(projects.bare(county.towns[0], who.agency))
    client = seat(who.buyer)
    with CaptureQueriesContext(connection) as told:
        shown = client.get(reverse("evaluations")).content.decode()
    assert shown.count("中期评估") == count
    assert len([one for one in told if "projects_" in one["sql"]]) == 1


def test_the_head_evaluates_her_own_work_on_the_same_pages(running: ServiceProject, who: Buying) -> None:
    head = seat(who.head)
    call = reverse("project_evaluate", args=[running.pk])
    assert "开始自评" in head.get(call).content.decode()
    head.post(call)
    own = Evaluation.objects.get()
    scores = {f"points_{row.pk}": str(row.weight) for row in running.criterions.all()}
    scores |= {f"reason_{row.pk}": "自己看的" for row in running.criterions.all()}
    head.post(reverse("evaluation_scores", args=[own.pk]), scores)
    head.post(reverse("evaluation", args=[own.pk]), {"do": "hand_in", "report": "还要多走访。"})
    own.refresh_from_db()
    assert own.state == EvaluationState.DONE
    assert page("evaluation_sample", own, by=head)[0] == 403


def test_the_package_is_one_click_and_holds_every_record_without_a_name(
    county: County, made: Evaluation, who: Buying, worker: Actor
) -> None:
    address = reverse("project_package", args=[made.project_id])
    assert seat(worker).post(address).status_code == 404
    assert seat(factory.evaluator(made)).post(address).status_code == 404
    answer = seat(who.head).post(address)
    with ZipFile(BytesIO(answer.content)) as packed:
        assert sorted(packed.namelist()) == ["服务记录.xlsx", "项目材料.pdf"]
        rows = list(load_workbook(BytesIO(packed.read("服务记录.xlsx"))).active.values)
        assert packed.read("项目材料.pdf").startswith(b"%PDF")
    assert [row[2] for row in rows[1:]] == ["走访", "电话访问", "走访", "电话访问"]
    assert "说了一会儿话" not in str(rows)
    assert Event.objects.filter(verb="evaluation.package_taken").count() == 1
    draft = factory.projects.draft(county.division, who.buyer)
    assert seat(who.buyer).post(reverse("project_package", args=[draft.pk])).status_code == 302


def test_whatever_else_opens_to_evaluators_tells_her_nothing_of_the_place(made: Evaluation) -> None:
    client = seat(factory.evaluator(made))
    told = [route for route in routes() if not route.arguments and Role.EVALUATOR in (route.door or ())]
    assert len(told) > 5
    for route in told:
        answer = client.get(reverse(route.name))
        assert answer.status_code in (200, 302, 404, 405), route.name
        assert "说了一会儿话" not in answer.content.decode(errors="ignore"), route.name
