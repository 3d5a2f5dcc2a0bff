"""The whole demo, step by step, as often as one likes."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice

from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.desk.demo import (
    agencies,
    buying,
    county,
    months,
    practice,
    residents,
    staff,
    stations,
    surveys,
    tendering,
    todos,
    where,
    workforce,
)
from linli.desk.demo.county import County
from linli.desk.demo.history import Chronicle
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor
from linli.records import loading
from linli.records.loading import Told
from linli.records.tallies import refresh

Say = Callable[[str], object]
BATCH = 1500


def build(
    say: Say, today: date | None = None, opened: County | None = None, *, ready: Callable[[Staff], object] = bool
) -> Staff:
    """Load the county, its staff, its people and their records up to ``today``; return the staff with their logins.

    ``say`` is told a line per step, ``ready`` the staff as soon as one may sign in: the practice room is still being
    worked then. What is there already is left alone.
    """
    by = system_actor()
    told = gather(opened or county.open_county(by), by, say)
    hired, day = told.staff, today or timezone.localdate()
    say("走访、电话和前台的记录：2022 年 5 月到今天……")
    written = record(told, day, by, say)
    todos.give(told.county, hired, told.residents, day, by)
    refresh(told.county.division, by=by)
    ready(hired)
    say("个案、小组和社区项目：一步一步做到今天……")
    scenes = practice.work(told, day, by, say)
    practice.begin(told.county, hired, told.residents)
    say("购买项目：从立项到执行……")
    agencies.register(told.county, hired, day)
    buying.play(told.county, hired, day, by)
    tendering.play(told.county, hired, day)
    surveys.make(told.county, hired, day, say)
    stations.keep(told.county, hired, day)
    say(f"新写入 {written} 条记录，做了 {scenes} 步，正在汇总……")
    refresh(told.county.division, by=by)
    return hired


def gather(made: County, by: Actor, say: Say = len) -> Chronicle:
    """Open or find the county, its staff and its people."""
    say("地方：17 个镇街、272 个社区(村)、58 个服务点……")
    county.furnish(made, by)
    say("岗位：每个站点的工作人员……")
    hired = staff.engage(made, by)
    say("居民：四十个社区的住户……")
    people = residents.settle(made, by)
    hired.neighbour = residents.neighbour(made, people)
    where.stand(made, by)
    say(f"人才库：{workforce.enlist(made, hired)} 位社工新登记……")
    return Chronicle(made, hired, people, by)


def record(told: Chronicle, today: date, by: Actor, say: Say) -> int:
    """Write the everyday acts of every month, batch by batch; return how many were new."""
    written = 0
    for batch in _batches(months.everyday(told, today)):
        written += loading.load(batch, by=by)
        say(f"  已到 {max(told.entry.happened_on for told in batch):%Y 年 %m 月}")
    return written


def _batches(acts: Iterator[Told]) -> Iterator[list[Told]]:
    while batch := list(islice(acts, BATCH)):
        yield batch
