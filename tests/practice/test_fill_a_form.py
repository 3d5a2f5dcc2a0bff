"""A form is filled in from what stands in the case; a changed form never changes what was filled in before."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.people.actions import withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.forms import Told
from linli.practice.definitions import Form, Section, every, question, read, shipped
from linli.practice.models import CaseFile, CountedAnswer, FormAnswer, FormVersion
from linli.practice.papers import dossier, sources
from linli.practice.papers.laying import as_filed
from linli.practice.queries import papers as queries
from tests.conftest import Standing
from tests.factories import activities, groups, people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
TODAY = timezone.localdate


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def officer(county: County, post: Post) -> Standing:
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def case(county: County, worker: Standing) -> CaseFile:
    client = people.person(county.communities[0], "高㛃·某", birth_date=date(1950, 3, 5))
    return practice.case(client, worker.actor, accepted=True)


def form(case: CaseFile) -> Form:
    return queries.forms_of(case.county_id)["case_evaluation"]


def changed(found: Form, number: int) -> Form:
    """Return the form with another title, a question more, and another label on the first field."""
    first = found.sections[0]
    fields = (replace(first.fields[0], label=f"编号{number}"), *first.fields[1:])
    asked = question(code=f"own_{number}", label=f"第{number}问", kind="number", counted=True, extra=True)
    return replace(
        found, title=f"接案登记表{number}",
        sections=(replace(first, fields=fields), *found.sections[1:], Section(f"部分{number}", (asked,))),
    )  # fmt: skip


def test_a_colleague_outside_the_team_fills_nothing(case: CaseFile, county: County, post: Post) -> None:
    outside = post(Role.SOCIAL_WORKER, county.towns[0])
    with pytest.raises(Refused, match="由它的团队来写"):
        actions.file_form(case, form(case), {}, by=outside.actor)


def test_after_consent_was_taken_back_nothing_is_filled_in(case: CaseFile, worker: Standing) -> None:
    withdraw_consent(case.client, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        actions.file_form(case, form(case), {}, by=worker.actor)
    assert not FormAnswer.objects.exists()


def test_a_form_that_asks_nothing_is_not_filled_in(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="直接打印"):
        actions.file_form(case, queries.forms_of(case.county_id)["case_road"], {}, by=worker.actor)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"code": "Bad-Code", "label": "问", "kind": "text"}, "不能做代号"),
        ({"code": "a", "label": " ", "kind": "text"}, "请写问什么"),
        ({"code": "a", "label": "问", "kind": "magic"}, "没有“magic”这种填法"),
        ({"code": "a", "label": "问", "kind": "choice"}, "请写出有哪几个"),
        ({"code": "a", "label": "问", "kind": "text", "choices": ("甲",)}, "请写出有哪几个"),
        ({"code": "a", "label": "问", "kind": "choice", "choices": ("甲", "甲")}, "不重复"),
        ({"code": "a", "label": "问", "kind": "long", "counted": True}, "能进统计"),
        ({"code": "a", "label": "问", "kind": "computed"}, "从哪里带"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(told: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        question(**told)


def test_a_form_with_one_code_twice_is_refused() -> None:
    field = {"code": "a", "label": "问", "kind": "text"}
    with pytest.raises(Refused, match="“a”写了两次"):
        read({"code": "x", "title": "表", "source": "会", "sections": [{"title": "一", "fields": [field, field]}]})


def test_every_shipped_form_takes_only_what_a_source_tells() -> None:
    wanted = [
        (form.of, name, key)
        for form in every().values()
        for name, key in [
            *(field.source.split(".") for field in form.fields if field.kind == "computed"),
            *((part.rows, key) for part in form.sections if part.rows for key, _head in part.columns),
        ]
    ]
    known = {of: {name: one.keys for name, one in told.items()} for of, told in sources.OF.items()}
    assert len(wanted) > 100
    assert [one for one in wanted if one[2] not in known[one[0]].get(one[1], ())] == []


def test_each_source_tells_exactly_the_keys_it_says(case: CaseFile, worker: Standing, county: County) -> None:
    there = groups.group(county.communities[0], worker.actor)
    lesson = activities.activity(county.communities[0], worker.actor)
    told = {
        (name, frozenset(row) - {"id", "of"} == source.keys)
        for of, subject in (("case", case), ("group", there), ("activity", lesson))
        for name, source in sources.OF[of].items()
        for row in list(sources.told(of, name, subject, worker.actor))[:1]
    }
    assert [name for name, same in told if not same] == []
    assert {"case", "client", "group", "meetings", "roll", "activity", "guests"} <= {name for name, _same in told}


def test_what_stands_in_the_case_is_not_asked_again(case: CaseFile, worker: Standing) -> None:
    answer = actions.file_form(case, form(case), {"client_says": "小学", "satisfaction": "满意"}, by=worker.actor)
    values = json.loads(answer.told)["values"]
    told = [
        values[code] for code in ("number", "name", "born", "problem", "client_says", "satisfaction", "worker_says")
    ]
    assert told == [case.number, "高㛃·某", "1950-03-05", practice.PROBLEM, "小学", "满意", ""]
    assert [row["text"] for row in json.loads(answer.told)["tables"]["goals"]] == []
    assert Event.objects.filter(verb="form.filed", subject=case.pk).count() == 1
    assert bytes(answer.told_sealed or b"").find("小学".encode()) == -1


def test_what_is_counted_stands_in_a_column_of_its_type(
    case: CaseFile, worker: Standing, officer: Standing, county: County
) -> None:
    own = (
        question(code="own_1", label="几个孩子", kind="number", counted=True),
        question(code="own_2", label="哪天搬来", kind="date", counted=True),
        question(code="own_3", label="住得怎么样", kind="choice", choices=("好", "不好"), counted=True),
        question(code="own_4", label="会什么", kind="chips", choices=("缝纫", "木工")),
        question(code="own_5", label="没有答的", kind="number", counted=True),
    )
    new = replace(form(case), sections=(*form(case).sections, Section("本县加的问题", own)))
    actions.change_form(county.division, new, by=officer.actor, source="县民政局会议", starts_on=TODAY())
    told: dict[str, Told] = {
        "own_1": Decimal("3"),
        "own_2": date(2020, 5, 1),
        "own_3": "不好",
        "own_4": ["缝纫", "木工"],
    }
    answer = actions.file_form(case, form(case), told, by=worker.actor)
    rows = list(CountedAnswer.objects.order_by("code").values_list("code", "number", "day", "choice"))
    assert rows == [
        ("case_evaluation.own_1", Decimal("3.00"), None, ""),
        ("case_evaluation.own_2", None, date(2020, 5, 1), ""),
        ("case_evaluation.own_3", None, None, "不好"),
    ]
    assert json.loads(answer.told)["values"]["own_4"] == "缝纫、木工"


def test_only_the_county_officer_changes_a_form(case: CaseFile, county: County, worker: Standing, post: Post) -> None:
    for by in (worker, post(Role.STATION_LEAD, county.towns[0]), post(Role.STREET_OFFICER, county.towns[0])):
        with pytest.raises(Refused, match="由区县经办人来改"):
            actions.change_form(county.division, form(case), by=by.actor, source="会", starts_on=TODAY())


def test_a_change_says_where_it_comes_from_and_begins_today_or_later(
    case: CaseFile, county: County, officer: Standing
) -> None:
    with pytest.raises(Refused, match="出处"):
        actions.change_form(county.division, form(case), by=officer.actor, source=" ", starts_on=TODAY())
    with pytest.raises(Refused, match="今天或以后"):
        actions.change_form(
            county.division, form(case), by=officer.actor, source="会", starts_on=TODAY() - timedelta(days=1)
        )
    later = TODAY() + timedelta(days=1)
    actions.change_form(county.division, changed(form(case), 9), by=officer.actor, source="会", starts_on=later)
    assert form(case).title == "评估表"


def test_a_form_changed_five_times_leaves_every_older_record_byte_equal(
    case: CaseFile, worker: Standing, officer: Standing, county: County
) -> None:
    before: dict[FormAnswer, tuple[bytes, str]] = {}
    for number in range(1, 7):
        told: dict[str, Told] = {"client_says": f"第{number}次", f"own_{number - 1}": Decimal(number)}
        answer = actions.file_form(case, form(case), told, by=worker.actor)
        before[answer] = (dossier.canonical(answer), json.dumps(as_filed(answer), ensure_ascii=False))
        if number < 6:
            new = changed(shipped()["case_evaluation"], number)
            actions.change_form(county.division, new, by=officer.actor, source=f"第{number}次会", starts_on=TODAY())
    assert [row.number for row in queries.versions(county.division.pk, "case_evaluation")] == [6, 5, 4, 3, 2, 1]
    assert len({content for content, _sheet in before.values()}) == 6
    for old, (content, sheet) in before.items():
        again = FormAnswer.objects.select_related("version", "case").get(pk=old.pk)
        assert dossier.canonical(again) == content
        assert json.dumps(as_filed(again), ensure_ascii=False) == sheet
    assert FormAnswer.objects.filter(replaced_at=None).get().version.number == 6


@pytest.mark.parametrize("table", [FormVersion, FormAnswer, CountedAnswer])
def test_the_database_keeps_versions_and_answers(
    table: type[FormVersion | FormAnswer | CountedAnswer], case: CaseFile, worker: Standing, county: County,
    officer: Standing,
) -> None:  # fmt: skip
    actions.change_form(county.division, changed(form(case), 1), by=officer.actor, source="会", starts_on=TODAY())
    actions.file_form(case, form(case), {"own_1": Decimal(1)}, by=worker.actor)
    for change in ({"code": "another"}, None):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
            table.objects.update(**change) if change else table.objects.all()._raw_delete("default")


def test_a_page_asks_only_what_the_case_does_not_say_and_leaves_its_look(
    case: CaseFile, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client = sign_in(worker)
    address = reverse("case_form", args=[case.pk, "case_evaluation"])
    page = client.get(address).content.decode()
    assert ("高㛃·某" in page, 'name="client_says"' in page, 'name="problem"' in page) == (True, True, False)
    assert Look.objects.filter(kind="case.form", persons__contains=[case.client_id]).count() == 1
    assert client.post(address, {"client_says": "初中", "satisfaction": "不知道"}).status_code == 422
    assert client.post(address, {"client_says": "初中"}).status_code == 302
    answer = FormAnswer.objects.get()
    assert json.loads(answer.told)["values"]["client_says"] == "初中"
    filed = client.get(reverse("case_form_filed", args=[answer.pk])).content.decode()
    assert ("初中" in filed, "第1版" in filed) == (True, True)


def test_a_stranger_to_the_case_meets_404(
    case: CaseFile, worker: Standing, county: County, post: Post, sign_in: Callable[[Standing], Client]
) -> None:
    answer = actions.file_form(case, form(case), {}, by=worker.actor)
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[0]))
    doors = [
        reverse("case_papers", args=[case.pk]), reverse("case_form", args=[case.pk, "case_evaluation"]),
        reverse("case_form_filed", args=[answer.pk]),
    ]  # fmt: skip
    assert [client.get(door).status_code for door in doors] == [404, 404, 404]


def test_a_county_adds_a_question_and_takes_it_out_again(
    case: CaseFile, officer: Standing, county: County, sign_in: Callable[[Standing], Client]
) -> None:
    client = sign_in(officer)
    door = reverse("form_questions", args=["case_evaluation"])
    asked = {"label": "家里几口人", "kind": "number", "counted": "on", "source": "县里定", "starts_on": str(TODAY())}
    assert client.post(door, {**asked, "kind": "choice"}).status_code == 422
    assert client.post(door, asked).status_code == 302
    assert [field.code for field in form(case).asked if field.extra] == ["own_1"]
    out = reverse("form_question_out", args=["case_evaluation"])
    assert client.post(out, {"question": "own_1", "source": "不用了"}).status_code == 302
    assert client.post(out, {"question": "name", "source": "不用了"}).status_code == 302
    assert [field.code for field in form(case).fields if field.extra or field.code == "name"] == ["name"]
    assert client.post(door, asked).status_code == 302
    assert [field.code for field in form(case).asked if field.extra] == ["own_2"]
    assert client.get(reverse("forms")).status_code == 200


def test_a_person_who_was_restricted_gives_no_form(case: CaseFile, worker: Standing) -> None:
    with acting():
        Person.objects.filter(pk=case.client_id).update(restricted_at=timezone.now())
    case.client.refresh_from_db(fields=["restricted_at"])
    with pytest.raises(Refused, match="限制处理"):
        actions.file_form(case, form(case), {}, by=worker.actor)
