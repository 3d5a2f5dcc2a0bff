"""The cases of the matrix: all of them, or every pair of (route, role, verb, reach) once."""

from collections.abc import Iterator
from dataclasses import dataclass

from linli.accounts.models import Role
from tests.architecture.matrix.routes import VERBS, Route

STRANGER = "stranger"
PROXY = "proxy"  # a resident who acts for her mother just now
ROLES = (STRANGER, *Role.values, PROXY)
REACHES = ("inside", "outside")


@dataclass(frozen=True)
class Case:
    """One request: who, with what verb, at which door, for an object inside or outside her reach."""

    route: Route
    role: str
    verb: str
    reach: str

    def __str__(self) -> str:
        return f"{self.role} {self.verb} {self.route.name} {self.reach}"


def every(routes: list[Route]) -> Iterator[Case]:
    """Yield the full product."""
    for route in routes:
        for role in ROLES:
            for verb in VERBS:
                for reach in REACHES if route.arguments else REACHES[:1]:
                    yield Case(route, role, verb, reach)


def pairwise(routes: list[Route]) -> Iterator[Case]:
    """Yield cases in which every (route, role), (route, verb), (route, reach), (role, verb) … pair occurs.

    Each route meets each role once; the verb turns with both, the reach with the verb's turn.
    """
    for i, route in enumerate(routes):
        for j, role in enumerate(ROLES):
            verb = VERBS[(i + j) % len(VERBS)]
            reach = REACHES[(i + j // 2) % 2] if route.arguments else REACHES[0]
            yield Case(route, role, verb, reach)
    # What matters most is never left to the turn: reading somebody else's object.
    for route in routes:
        if route.arguments:
            for role in ROLES:
                yield Case(route, role, "GET", "outside")
