"""＋记一笔: events count heads and helpers; sessions belong to a case or a group."""

from datetime import date

from linli.records import actions as records
from linli.records.models import Kind, ServiceRecord
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.support.quick import Sheet, at_the_door


def test_an_event_counts_heads_and_helpers(county: County, sheet: Sheet) -> None:
    event = sheet.tap("活动")
    assert "写一下来了多少人" in event.finish(title="院坝会").page
    event.finish(title="院坝会", head_count="３５", server_count="4", minutes="", minutes_other="90")
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.kind, made.head_count, made.service_minutes, made.title) == (Kind.EVENT, 35, 360, "院坝会")


def test_a_session_belongs_to_a_case_of_the_place(county: County, worker: Standing, sheet: Sheet) -> None:
    told = {"by": worker.actor, "source": "t", "source_id": "1", "opened_on": date(2024, 1, 1)}
    case = records.undertake("case", "小蒋(化名)", county.communities[0], **told)
    asked = sheet.tap("会谈")
    assert "选一下它属于哪个个案" in asked.finish(note="谈学校").page
    asked.finish(note="谈学校", undertaking=str(case.pk))
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.undertaking, made.protected) == (case, True)


def test_a_group_is_opened_with_its_first_session(county: County, sheet: Sheet) -> None:
    group = sheet.tap("小组")
    assert "名称写 1 到 100 个字" in group.finish(opens="组" * 101, head_count="8").page
    group.finish(opens="祖孙手工小组", head_count="8", minutes="60")
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (str(made.undertaking), made.undertaking.kind, made.head_count) == ("祖孙手工小组", "group", 8)  # type: ignore[union-attr]


def test_a_door_of_an_earlier_answer_is_not_written_on_an_event(county: County, sheet: Sheet) -> None:
    people.person(county.communities[0], "王奶奶", household=people.household(county.dwellings[1]))
    event = at_the_door(sheet).tap("活动")
    assert "2单元 502" not in event.page
    done = event.finish(persons=[], head_count="20", minutes="60")
    assert "记好了" in done.page
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.household, made.beneficiaries.count(), made.head_count) == (None, 0, 20)
