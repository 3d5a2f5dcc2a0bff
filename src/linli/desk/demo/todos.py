"""Something to do for those whose logins are shown, so that 今天 is never an empty page."""

from datetime import date, timedelta

from linli.accounts.models import Post
from linli.desk.demo.county import County, words
from linli.desk.demo.residents import Residents
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor
from linli.tasks.actions import open_task
from linli.tasks.models import Task


def give(county: County, staff: Staff, residents: Residents, today: date, by: Actor) -> None:
    """Give each worker of the first room and of its station a few things, unless she has some still."""
    place = county.place_of(county.rooms[0])
    posts: list[Post] = [
        *staff.leads[:1],
        staff.workers[county.towns[0].pk][0],
        staff.rooms[place.pk],
        staff.grids[county.grids[place.pk][0].pk],
    ]
    called = [person for person in residents.people[place.pk] if person.preferred_name]
    for number, post in enumerate(posts):
        if Task.objects.filter(owner=post, done_at=None).exists():
            continue
        people = [person for person in called if post.place_id in (person.grid_id, place.pk, place.town_id)]
        for order, told in enumerate(words()["todos"]):
            person = people[(number * 3 + order) % len(people)]
            open_task(
                told["kind"], told["title"].format(who=person.preferred_name), today + timedelta(days=told["days"]),
                by=by, place=person, owner=post, person=person.pk,
            )  # fmt: skip
