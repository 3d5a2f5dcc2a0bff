"""The practice room of the demo: every case, group and project worked by the room's own verbs, each on its day.

A story is the same however often it is told; what was played already is not played again, and tomorrow goes on where
today ended.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby

from django.utils import timezone

from linli.accounts.sight import actor_of
from linli.audit.models import Event
from linli.desk.demo.actions import play
from linli.desk.demo.case_beside import found_of
from linli.desk.demo.cases import cases
from linli.desk.demo.cast import Cast, Scene
from linli.desk.demo.county import County, words
from linli.desk.demo.group_stories import groups
from linli.desk.demo.history import SOURCE, Chronicle
from linli.desk.demo.project_stories import projects
from linli.desk.demo.residents import Residents
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor
from linli.people.actions import Said, consent
from linli.people.models import Person
from linli.people.purposes import purposes
from linli.practice import actions
from linli.practice.models import CaseFile
from linli.records.models import Undertaking


def work(told: Chronicle, today: date, by: Actor, say: Callable[[str], object]) -> int:
    """Play what the stories tell up to ``today`` and was not played yet, month by month; return how many scenes."""
    county = told.county.division
    if Undertaking.objects.filter(county_id=county.pk, source=SOURCE).exists():
        say("这个示范县是旧版装的，个案、小组和项目都在，不再另装。要看新的，请换一个空文件夹。")
        return 0
    until = min(timezone.make_aware(datetime.combine(today, time.max)), timezone.now())
    since = _played_until(county.pk)
    over: set[str] | None = None if since is None else set()
    count = 0
    for batch in _months(scenes(told, today), since, until):
        count += play(county, batch, batch[-1].at, by=by, over=over)
        say(f"  已到 {batch[-1].at:%Y 年 %m 月}")
    return count


def _played_until(county: int) -> datetime | None:
    last = Event.objects.filter(county_id=county, verb="demo.played").order_by("-pk").first()
    return datetime.fromisoformat(last.facts["until"]) if last is not None else None


def scenes(told: Chronicle, today: date) -> list[Scene]:
    """Return every scene in the order of their days."""
    begun = _clients(told.residents.people[told.county.place_of(told.county.rooms[0]).pk], len(words()["cases"]))
    cast = Cast(told, [one.pk for one in begun])
    stories: list[Iterable[Scene]] = [
        story.scenes() for some in (cases, groups, projects) for story in some(cast, today)
    ]
    return sorted((scene for story in stories for scene in story), key=lambda scene: scene.at)


def _months(every: Sequence[Scene], since: datetime | None, until: datetime) -> Iterator[list[Scene]]:
    fresh = [scene for scene in every if scene.at <= until and (since is None or scene.at > since)]
    for _month, batch in groupby(fresh, key=lambda scene: (scene.at.year, scene.at.month)):
        yield list(batch)


def begin(county: County, staff: Staff, residents: Residents) -> int:
    """Open the cases of the demo's pack unless they are there already; return how many were opened."""
    post = staff.workers[county.towns[0].pk][0]
    worker = actor_of(post.user, post)
    told = words()["cases"]
    clients = _clients(residents.people[county.place_of(county.rooms[0]).pk], len(told))
    if CaseFile.objects.filter(client__in=clients).exists():
        return 0
    for client, one in zip(clients, told, strict=True):
        case = actions.open_case(
            client, by=worker, source=one["source"], problem=one["problem"], natures=one.get("natures", ())
        )
        if one.get("accepted"):
            _agree(client, worker)
            actions.accept(case, by=worker)
        if "like" in one:
            actions.assess(case, found_of(words()["troubles"][one["like"]]), base=0, by=worker)
    return len(told)


def _clients(people: list[Person], count: int) -> list[Person]:
    grown = [one for one in people if one.birth_date is not None and one.birth_date.year < 1990 and not one.died_on]
    return grown[:: max(len(grown) // count, 1)][:count]


def _agree(client: Person, by: Actor) -> None:
    asked = purposes()["casework"]
    said = Said(
        asked.code, asked.digest, list(asked.classes), list(asked.recipients), "self", "spoken", evidence="当面"
    )
    consent(client, said, by=by)
