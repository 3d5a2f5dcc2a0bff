"""家系图: a household and its kin by generation, as a tree to be read and as a picture to be printed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from linli.people.models import KinshipLink, Person, Sex

UP = {"parent": 1, "grandparent": 2, "child": -1, "grandchild": -2, "spouse": 0, "sibling": 0}
BOX, GAP, ROW = 36, 84, 110  # sides and distances in the picture, in its own units
MARGIN = 24


@dataclass
class Node:
    """One person: her generation (0 the oldest shown), her place in it, and whether she lives in the household."""

    person: Person
    lives: bool
    row: int = 0
    place: int = 0
    children: list["Node"] = field(default_factory=list)
    spouses: list["Node"] = field(default_factory=list)

    @property
    def x(self) -> int:
        """Middle of the figure across."""
        return MARGIN + BOX // 2 + self.place * GAP

    @property
    def y(self) -> int:
        """Middle of the figure down."""
        return MARGIN + BOX // 2 + self.row * ROW

    @property
    def left(self) -> int:
        """Left side of the figure."""
        return self.x - BOX // 2

    @property
    def top(self) -> int:
        """Upper side of the figure."""
        return self.y - BOX // 2

    @property
    def right(self) -> int:
        """Right side of the figure."""
        return self.x + BOX // 2

    @property
    def bottom(self) -> int:
        """Lower side of the figure."""
        return self.y + BOX // 2

    @property
    def label_y(self) -> int:
        """Where the name stands."""
        return self.bottom + 16

    @property
    def is_man(self) -> bool:
        """Men are squares."""
        return self.person.sex == Sex.MALE

    @property
    def is_woman(self) -> bool:
        """Women are circles; who is not known is a diamond."""
        return self.person.sex == Sex.FEMALE


@dataclass(frozen=True)
class Genogram:
    """The tree (``roots``, children inside), and the picture: its figures, lines and size."""

    roots: list[Node]
    nodes: list[Node]
    unions: list[tuple[Node, Node]]
    descents: list[tuple[Node, Node]]
    width: int
    height: int

    @property
    def home(self) -> tuple[int, int, int, int] | None:
        """Return left, top, width and height of the border round those who live together; None when nobody does."""
        inside = [node for node in self.nodes if node.lives]
        if not inside:
            return None
        left, top = min(n.left for n in inside) - 14, min(n.top for n in inside) - 14
        return left, top, max(n.right for n in inside) + 14 - left, max(n.label_y for n in inside) + 8 - top


def genogram(people: Mapping[UUID, Person], living: Collection[UUID], links: Sequence[KinshipLink]) -> Genogram:
    """Draw ``people`` (by id, as they may be shown), those ``living`` together, and the links between them."""
    nodes = {pk: Node(person, pk in living) for pk, person in people.items()}
    ties = [link for link in links if link.kind in UP and link.person_id in nodes and link.other_id in nodes]
    _rows(nodes, ties)
    unions, descents = [], []
    for link in ties:
        one, other = nodes[link.person_id], nodes[link.other_id]
        if link.kind == "spouse":
            unions.append((one, other))
            one.spouses.append(other)
            other.spouses.append(one)
        elif UP[link.kind] > 0:
            descents.append((other, one))
        elif UP[link.kind] < 0:
            descents.append((one, other))
    for older, younger in descents:
        if younger.row > older.row:
            older.children.append(younger)
    ordered = _places(nodes)
    width = MARGIN * 2 + BOX + GAP * max((node.place for node in ordered), default=0)
    height = MARGIN * 2 + BOX + 24 + ROW * max((node.row for node in ordered), default=0)
    return Genogram(_roots(ordered, descents), ordered, unions, descents, width, height)


def _rows(nodes: dict[UUID, Node], ties: Sequence[KinshipLink]) -> None:
    """Give each person a generation: links pull their two ends apart as far as they say."""
    steps: dict[UUID, list[tuple[UUID, int]]] = {pk: [] for pk in nodes}
    for link in ties:
        steps[link.person_id].append((link.other_id, -UP[link.kind]))
        steps[link.other_id].append((link.person_id, UP[link.kind]))
    seen: set[UUID] = set()
    for start in nodes:
        if start in seen:
            continue
        group, waiting = {start: 0}, [start]
        while waiting:
            here = waiting.pop()
            for there, step in steps[here]:
                if there not in group:
                    group[there] = group[here] + step
                    waiting.append(there)
        seen |= set(group)
        oldest = min(group.values())
        for pk, row in group.items():
            nodes[pk].row = row - oldest


def _places(nodes: dict[UUID, Node]) -> list[Node]:
    """Lay each generation from left to right, husband and wife side by side, the older first."""
    ordered: list[Node] = []
    for row in sorted({node.row for node in nodes.values()}):
        waiting = sorted(
            (n for n in nodes.values() if n.row == row), key=lambda n: (str(n.person.birth_date or "9"), n.person.pk)
        )
        laid: list[Node] = []
        for node in waiting:
            laid += [one for one in (node, *node.spouses) if one.row == row and one not in laid]
        for place, node in enumerate(laid):
            node.place = place
        ordered += laid
    return ordered


def _roots(ordered: Sequence[Node], descents: Sequence[tuple[Node, Node]]) -> list[Node]:
    """Return those the tree begins with: nobody shown is above them, nor above whom they are married to."""
    below = {id(younger) for _older, younger in descents}
    roots: list[Node] = []
    for node in ordered:
        told = {id(spouse) for root in roots for spouse in root.spouses}
        above = id(node) in below or any(id(spouse) in below for spouse in node.spouses)
        if not above and id(node) not in told:
            roots.append(node)
    return roots
