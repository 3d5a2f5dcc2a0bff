"""Forms of groups and activities: filled in, printed with a code, brought back signed; for whoever works there."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.practice import actions
from linli.practice.models import Activity, FormVersion, Group, WorkAnswer, WorkCount, WorkPaper, WorkSheet
from linli.practice.papers import dossier
from linli.practice.queries import papers as queries
from tests.conftest import Standing
from tests.factories import activities, groups, people, sheets
from tests.factories.places import County
from tests.practice.test_print_a_paper import text, words

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def group(county: County, worker: Standing) -> Group:
    members = [people.person(county.communities[0], name) for name in ("何𠮷祥", "尼玛·扎西")]
    return groups.begun(county.communities[0], worker.actor, *members, sessions=2)


@pytest.fixture
def activity(county: County, worker: Standing) -> Activity:
    made = activities.activity(county.communities[0], worker.actor)
    for label, planned in (("矿泉水", 6000), ("横幅", 4550)):
        actions.budget(made, by=worker.actor, label=label, planned=planned)
    return made


def door(work: Group | Activity, code: str, kind: str = "pdf") -> str:
    of = "group" if isinstance(work, Group) else "activity"
    return reverse(f"{of}_paper", args=[work.pk, code, kind])


def test_who_does_not_lead_the_group_prints_and_fills_nothing(group: Group, lead: Standing) -> None:
    form = queries.forms_of(group.county_id, "group")["group_evaluation"]
    with pytest.raises(Refused, match="由带组的同事来办"):
        actions.print_work_paper(group, "group_plan", "pdf", by=lead.actor)
    with pytest.raises(Refused, match="由带组的同事来办"):
        actions.file_work_form(group, form, {}, by=lead.actor)
    assert not WorkPaper.objects.exists()


def test_elsewhere_nobody_prints_an_activitys_papers(activity: Activity, county: County, post: Post) -> None:
    with pytest.raises(Refused, match="由本站社工来记"):
        actions.print_work_paper(activity, "activity_plan", "pdf", by=post(Role.SOCIAL_WORKER, county.towns[1]).actor)


def test_a_stranger_meets_404_at_every_door(
    group: Group, activity: Activity, county: County, post: Post, sign_in: SignIn
) -> None:
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[1]))
    for of, work in (("group", group), ("activity", activity)):
        assert client.get(reverse(f"{of}_papers", args=[work.pk])).status_code == 404
        assert client.get(reverse(f"{of}_form", args=[work.pk, f"{of}_plan"])).status_code == 404
        assert client.post(door(work, f"{of}_plan")).status_code == 404
    assert not WorkPaper.objects.exists()


@pytest.mark.parametrize(("code", "kind"), [("case_intake", "pdf"), ("activity_plan", "pdf"), ("group_plan", "exe")])
def test_a_form_of_something_else_or_an_unknown_kind_is_404(
    code: str, kind: str, group: Group, worker: Standing, sign_in: SignIn
) -> None:
    assert sign_in(worker).post(door(group, code, kind)).status_code == 404


def test_what_is_not_asked_is_not_filled_in(group: Group, worker: Standing) -> None:
    form = queries.forms_of(group.county_id, "group")["group_signin"]
    with pytest.raises(Refused, match="直接打印"):
        actions.file_work_form(group, form, {}, by=worker.actor)


def test_a_plan_is_on_the_trail_and_says_what_stands_in_the_group(
    group: Group, worker: Standing, sign_in: SignIn, tmp_path: Path
) -> None:
    client = sign_in(worker)
    assert "小组计划书" in client.get(reverse("group_papers", args=[group.pk])).content.decode()
    answer = client.post(door(group, "group_plan"))
    paper = WorkPaper.objects.get()
    event = Event.objects.get(verb="work_paper.printed")
    assert (event.subject, event.facts["paper"], answer["Cache-Control"]) == (group.pk, str(paper.pk), "no-store")
    assert len(Look.objects.get(kind="group.paper").persons) == 2
    told = text(answer.content, tmp_path)
    for one in ("小组计划书", group.name, groups.PLAN["goals"], paper.code, "盖章处"):
        assert one in told, one
    told = words(client.post(door(group, "group_plan", "word")).content)
    assert [one for one in ("小组计划书", group.name, "主题2") if one not in told] == []


def test_a_sign_in_sheet_is_of_one_session_and_names_who_is_shut_by_her_surname(
    group: Group, worker: Standing, sign_in: SignIn
) -> None:
    first, second = group.groupsessions.order_by("number")
    members = list(group.groupmembers.order_by("joined_on", "id"))
    groups.hold(first, worker.actor, members[0].pk)
    client = sign_in(worker)
    told = words(client.post(door(group, "group_signin", "word"), {"only": str(first.pk)}).content)
    assert ("姓名：何𠮷祥　到了：√" in told, "姓名：尼玛·扎西　到了：　" in told, "主题2" in told) == (
        True,
        True,
        False,
    )
    with acting():
        type(members[1].person).objects.filter(pk=members[1].person_id).update(restricted_at=timezone.now())
    told = words(client.post(door(group, "group_signin", "word"), {"only": str(second.pk)}).content)
    assert ("尼某" in told, "扎西" in told, "序号：14" in told, "序号：15" in told) == (True, False, True, False)


def test_what_was_noticed_of_a_member_stays_with_the_team(group: Group, worker: Standing, sign_in: SignIn) -> None:
    session, member = group.groupsessions.first(), group.groupmembers.first()
    assert session is not None and member is not None
    groups.hold(session, worker.actor, member.pk, told="大家唱了歌", notes={member.pk: "她一直没有说话"})
    client = sign_in(worker)
    told = "".join(words(client.post(door(group, code, "word")).content) for code in queries.forms_of(
        group.county_id, "group"
    ))  # fmt: skip
    assert ("大家唱了歌" in told, "没有说话" in told) == (True, False)


def test_an_activitys_plan_and_summary_tell_the_money_and_who_came(
    activity: Activity, worker: Standing, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    told = words(client.post(door(activity, "activity_plan", "word")).content)
    assert [
        one
        for one in ("重阳敬老", "邻里一家亲", "预算（元）：60.00", "用在哪里：合计　预算（元）：105.50")
        if one not in told
    ] == []
    told = words(client.post(door(activity, "activity_signin", "word")).content)
    assert ("序号：12" in told, "序号：13" in told) == (True, False)
    activities.hold(activity, worker.actor)
    told = words(client.post(door(activity, "activity_summary", "word")).content)
    assert ("30" in told, "中年10、老人20" in told) == (True, True)


def test_what_is_filled_in_is_kept_with_its_version_and_counted(
    group: Group, worker: Standing, county: County, post: Post, sign_in: SignIn
) -> None:
    officer = sign_in(post(Role.COUNTY_OFFICER, county.division))
    asked = {
        "label": "流失几人",
        "kind": "number",
        "counted": "on",
        "source": "县里定",
        "starts_on": timezone.localdate(),
    }
    assert officer.post(reverse("form_questions", args=["group_evaluation"]), asked).status_code == 302
    assert "活动总结" in officer.get(reverse("forms")).content.decode()
    client, page = sign_in(worker), reverse("group_form", args=[group.pk, "group_evaluation"])
    assert 'name="own_1"' in client.get(page).content.decode()
    assert client.post(page, {"own_1": "很多"}).status_code == 422
    for lost, word in ((1, "好"), (2, "很好")):
        assert client.post(page, {"own_1": lost, "reached": "达到了", "members_say": word}).status_code == 302
    assert list(WorkCount.objects.order_by("answer__filed_at", "code").values_list("code", "number", "choice")) == [
        ("group_evaluation.own_1", Decimal("1.00"), ""), ("group_evaluation.reached", None, "达到了"),
        ("group_evaluation.own_1", Decimal("2.00"), ""), ("group_evaluation.reached", None, "达到了"),
    ]  # fmt: skip
    old = WorkAnswer.objects.select_related("version", "group", "activity").get(replaced_at__isnull=False)
    assert (json.loads(old.told)["values"]["members_say"], old.version.number) == ("好", 1)
    assert dossier.canonical(old) == dossier.canonical(old)
    assert "以前填的" in client.get(reverse("group_papers", args=[group.pk])).content.decode()
    again = words(client.post(door(group, "group_evaluation", "word"), {"answer": str(old.pk)}).content)
    assert ("好" in again, "很好" in again) == (True, False)


def test_a_signed_sheet_comes_back_to_its_group_by_its_code(
    group: Group, worker: Standing, county: County, post: Post, sign_in: SignIn
) -> None:
    paper = actions.print_work_paper(group, "group_plan", "pdf", by=worker.actor)
    with pytest.raises(Refused, match="认不出这张纸"):
        actions.bring_back(sheets.photograph(paper.code), "", by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    client = sign_in(worker)
    answer = client.post(reverse("papers_back"), {"photo": sheets.photograph(paper.code), "code": ""})
    assert answer["Location"] == reverse("group_papers", args=[group.pk])
    sheet = WorkSheet.objects.get()
    assert sheet.paper_id == paper.pk
    assert b"Camera" not in bytes(sheet.picture_sealed or b"")
    assert client.get(reverse("paper", args=[paper.code]))["Location"] == answer["Location"]
    assert client.get(reverse("work_picture", args=[sheet.pk]))["Content-Type"] == "image/jpeg"
    with pytest.raises(Refused, match="已经传过了"):
        actions.bring_back(sheets.photograph(paper.code), "", by=worker.actor)
    with acting():
        old = WorkPaper.objects.create(
            code="23456789AB", form="group_plan", kind="pdf", group=group, by_post=worker.post,
            printed_at=timezone.now() - timedelta(days=400), **people.areas(county.communities[0]),
        )  # fmt: skip
    with pytest.raises(Refused, match="已经过期"):
        actions.bring_back(sheets.photograph(old.code), "", by=worker.actor)
    stranger = sign_in(post(Role.SOCIAL_WORKER, county.towns[0]))
    assert stranger.get(reverse("work_picture", args=[sheet.pk])).status_code == 404
    assert stranger.get(reverse("paper", args=[paper.code])).status_code == 404


def test_the_database_keeps_answers_and_papers(group: Group, worker: Standing) -> None:
    form = queries.forms_of(group.county_id, "group")["group_evaluation"]
    actions.file_work_form(group, form, {"reached": "达到了"}, by=worker.actor)
    actions.print_work_paper(group, "group_plan", "pdf", by=worker.actor)
    for table in (WorkAnswer, WorkCount, WorkPaper):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
            table.objects.update(code="another")
    assert FormVersion.objects.filter(code="group_evaluation").count() == 1
