"""The whole demo, step by step, as often as one likes."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain, islice

from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.desk.demo import county, history, months, practice, residents, staff, todos, where
from linli.desk.demo.county import County
from linli.desk.demo.history import Chronicle
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor
from linli.records import loading
from linli.records.loading import Told
from linli.records.tallies import refresh

Say = Callable[[str], object]
BATCH = 1500


def build(say: Say, today: date | None = None, opened: County | None = None) -> Staff:
    """Load the county, its staff, its people and their records up to ``today``; return the staff with their logins.

    ``say`` is told a line per step. What is there already is left alone.
    """
    by = system_actor()
    made = opened or county.open_county(by)
    say("地方：17 个镇街、272 个社区(村)、58 个服务点……")
    county.furnish(made, by)
    say("岗位：每个站点的工作人员……")
    hired = staff.engage(made, by)
    say("居民：四十个社区的住户……")
    people = residents.settle(made, by)
    hired.neighbour = residents.neighbour(made, people)
    where.stand(made, by)
    say("服务记录：2022 年 5 月到今天……")
    day = today or timezone.localdate()
    written = record(Chronicle(made, hired, people, by), day, by, say)
    todos.give(made, hired, people, day, by)
    practice.begin(made, hired, people)
    say(f"新写入 {written} 条记录，正在汇总……")
    refresh(made.division, by=by)
    return hired


def record(told: Chronicle, today: date, by: Actor, say: Say) -> int:
    """Write the records of the period and of every month since, batch by batch; return how many were new."""
    acts = chain(history.cases(told), history.groups(told), history.events(told), months.everyday(told, today))
    written = 0
    for batch in _batches(acts):
        written += loading.load(batch, by=by)
        say(f"  已到 {max(told.entry.happened_on for told in batch):%Y 年 %m 月}")
    return written


def _batches(acts: Iterator[Told]) -> Iterator[list[Told]]:
    while batch := list(islice(acts, BATCH)):
        yield batch
