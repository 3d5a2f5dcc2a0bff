"""A few cases under way for the social worker whose login is shown, worked by the room's own verbs."""

from linli.accounts.sight import actor_of
from linli.desk.demo.county import County, words
from linli.desk.demo.residents import Residents
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor
from linli.people.actions import Said, consent
from linli.people.models import Person
from linli.people.purposes import purposes
from linli.practice import actions
from linli.practice.models import CaseFile


def begin(county: County, staff: Staff, residents: Residents) -> int:
    """Open the cases of the demo's pack unless the worker has one already; return how many were opened."""
    post = staff.workers[county.towns[0].pk][0]
    worker = actor_of(post.user, post)
    if CaseFile.objects.filter(opened_by=post).exists():
        return 0
    told = words()["cases"]
    clients = _clients(residents.people[county.place_of(county.rooms[0]).pk], len(told))
    for client, one in zip(clients, told, strict=True):
        case = actions.open_case(
            client, by=worker, source=one["source"], problem=one["problem"], natures=one.get("natures", ())
        )
        if one.get("accepted"):
            _agree(client, worker)
            actions.accept(case, by=worker)
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
