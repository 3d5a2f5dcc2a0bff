"""The same person twice: synthetic persons, one in ten of them registered again with the slips of counters and tables.

``python -m bench.duplicates [persons]`` prints precision, recall, seconds and peak memory of ``matching.duplicates`` at
each of its two lines, and what it missed and mistook by kind. Hard cases are in: twins (one character of the name, own
documents), people of one name and birthday, a telephone shared by a whole family, slips in documents, re-issued
documents, a name heard wrong. Nothing here reads the product's tables.
"""

import gc
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from random import Random

from linli.matching.duplicates import CERTAIN, CHECK, LIKELY, File, folded, likeness, sound

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静秀英丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华红玉梅建国文斌春雪峰健辉玲凤萍德海波志宇晨阳欣怡子"
    "涵浩然思琪佳慧俊凯婷鹏飞莉莲翠云珍贞淑惠清香月莺媛素环瑞凡融勤昌福生龙元全胜学祥才发武新利顺信民友裕"
    "河哲江"
)
HEARD: dict[str, str] = defaultdict(str)  # characters read alike: names are typed by their sound
for part in GIVEN + "名瑛玮婧桦虹雯果健娟绢永君铃亥智芸绣":
    HEARD[sound(part)] += part
MOST = 60  # files in one block; a block beyond that tells nothing


class World:
    """The files, with the person each is of; ``kind`` names the hardest thing that befell a second file."""

    def __init__(self, size: int, seed: int = 9) -> None:
        self.chance = Random(seed)  # noqa: S311
        self.files: list[File] = []
        self.person: list[int] = []
        self.kind: dict[int, str] = {}
        self.number = 0
        while len(self.files) < size * 9 // 10:
            self._family()
        self.known = len(self.files)
        for first in self.chance.sample(range(self.known), size - self.known):
            self._again(first)

    def _family(self) -> None:
        chance, home = self.chance, f"h{len(self.files)}"
        surname, shared = chance.choice(SURNAMES[: chance.choice((10, 30, 96))]), self._phone()
        for _ in range(chance.choice((1, 2, 2, 3, 3, 4, 5))):
            born = date(1930, 1, 1) + timedelta(days=chance.randrange(31_000))
            name = (surname if chance.random() < 0.6 else chance.choice(SURNAMES)) + self._given()
            own = frozenset([self._phone()]) if chance.random() < 0.6 else frozenset()
            family = frozenset([shared]) if chance.random() < 0.5 or not own else frozenset()
            self._add(name, born, own | family, family if chance.random() < 0.7 else frozenset(), home)
            if chance.random() < 0.01:  # a twin: one character, the same day, door and telephone
                twin = name[:-1] + chance.choice(GIVEN)
                if twin != name:
                    self._add(twin, born, frozenset([shared]), frozenset([shared]), home)

    def _given(self) -> str:
        return "".join(self.chance.choice(GIVEN) for _ in range(self.chance.choice((1, 2, 2, 2, 2))))

    def _phone(self) -> str:
        return f"1{self.chance.randrange(10**10):010d}"

    def _add(self, name: str, born: date, phones: frozenset[str], family: frozenset[str], home: str) -> None:
        sex = self.chance.choice("12")
        paper = self._paper(born, sex) if self.chance.random() < 0.85 else ""
        self.person.append(self.number)
        self.number += 1
        self.files.append(File(name, born, sex, paper, phones, family, home))

    def _paper(self, born: date, sex: str) -> str:
        serial = self.chance.randrange(500) * 2 + (sex == "1")
        body = f"{self.chance.randrange(110101, 659004)}{born:%Y%m%d}{serial:03d}"
        return body + "10X98765432"[sum(int(d) * by for d, by in zip(body, CHECK, strict=True)) % 11]

    def _again(self, first: int) -> None:
        """Register a person once more: one to three things differ."""
        one, slips = self.files[first], []
        facts = {"name": one.name, "born": one.born, "sex": one.sex, "document": one.document,
                 "telephones": one.telephones, "family": one.family, "home": one.home}  # fmt: skip
        chances = {"name": 0.15, "born": 0.12, "document": 0.45, "telephones": 0.4, "home": 0.25}
        for what, often in chances.items():
            if self.chance.random() < often and len(slips) < 3:
                facts[what], slip = getattr(self, f"_slip_{what}")(one)
                slips.append(slip)
        if "phone_of_family" in slips:
            facts["family"] = facts["telephones"]
        self.kind[len(self.files)] = "+".join(slips) or "same"
        self.person.append(self.person[first])
        self.files.append(File(**facts))  # type: ignore[arg-type]

    def _slip_name(self, one: File) -> tuple[str, str]:
        at = self.chance.randrange(1, len(one.name))
        alike = HEARD[sound(one.name[at])].replace(one.name[at], "")
        if alike and self.chance.random() < 0.8:
            return one.name[:at] + self.chance.choice(alike) + one.name[at + 1 :], "name_heard"
        return one.name[:at] + self.chance.choice(GIVEN) + one.name[at + 1 :], "name_wrong"

    def _slip_born(self, one: File) -> tuple[date | None, str]:
        assert one.born is not None
        kind = self.chance.random()
        if kind < 0.3:
            return None, "born_unknown"
        if kind < 0.5 and one.born.day <= 12:
            return date(one.born.year, one.born.day, one.born.month), "born_turned"
        day = min(one.born.day, 28)
        if kind < 0.75:
            return date(one.born.year + self.chance.choice((-1, 1, 2, 10)), one.born.month, day), "born_year"
        return one.born.replace(day=(day + 9) % 28 + 1), "born_day"

    def _slip_document(self, one: File) -> tuple[str, str]:
        kind = self.chance.random()
        if kind < 0.45 or not one.document:
            return "", "no_document"
        if kind < 0.6:
            assert one.born is not None
            return self._paper(one.born, one.sex), "reissued"
        at = self.chance.randrange(16)
        if kind < 0.8:
            return f"{one.document[:at]}{(int(one.document[at]) + 3) % 10}{one.document[at + 1 :]}", "document_digit"
        return f"{one.document[:at]}{one.document[at + 1]}{one.document[at]}{one.document[at + 2 :]}", "document_turned"

    def _slip_telephones(self, one: File) -> tuple[frozenset[str], str]:
        if one.family and self.chance.random() < 0.4:
            return one.family, "phone_of_family"
        return (frozenset(), "no_phone") if self.chance.random() < 0.4 else (frozenset([self._phone()]), "new_phone")

    def _slip_home(self, one: File) -> tuple[str, str]:
        return (f"m{len(self.files)}", "moved") if self.chance.random() < 0.7 else ("", "no_home")


def keys() -> list[Callable[[File], Iterable[object]]]:
    """Return the blocks: two files that share a key of any of them are compared."""

    def read(one: File) -> str:
        return sound(folded(one.name))

    return [
        lambda one: (one.document,) if one.document else (),
        lambda one: ((read(one), one.born),) if one.born else (),
        lambda one: ((read(one), phone) for phone in one.telephones),
        lambda one: ((one.born, phone) for phone in one.telephones if one.born),
        lambda one: ((read(one), one.home),) if one.home else (),
        lambda one: ((one.born, one.home),) if one.home and one.born else (),
        lambda one: ((one.born, one.sex, one.name[0], one.document[:6]),) if one.document and one.born else (),
        lambda one: ((read(one), one.document[-6:]),) if one.document else (),
        lambda one: ((read(one), one.document[:12]),) if one.document else (),
    ]


def candidates(files: list[File]) -> Iterator[tuple[int, int]]:
    """Yield each pair of files that share a block once, one kind of block in memory at a time."""
    seen: set[int] = set()
    size = len(files)
    for key in keys():
        blocks: dict[int, list[int]] = defaultdict(list)
        first: dict[int, int] = {}
        for number, one in enumerate(files):
            for told in key(one):
                mark = hash(told)
                if mark in blocks:
                    blocks[mark].append(number)
                elif mark in first:
                    blocks[mark] = [first.pop(mark), number]
                else:
                    first[mark] = number
        first.clear()
        for block in blocks.values():
            if len(block) <= MOST:
                for at, one_number in enumerate(block):
                    for other in block[at + 1 :]:
                        pair = one_number * size + other
                        if one_number != other and pair not in seen:
                            seen.add(pair)
                            yield one_number, other
        del blocks
        gc.collect()


def measure(size: int) -> None:
    """Make the files, find the pairs, print what was reached."""
    started = time.perf_counter()
    world = World(size)
    made = time.perf_counter() - started
    gc.freeze()
    started, weights = time.perf_counter(), {}
    seen: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for one, other in candidates(world.files):
        found = likeness(world.files[one], world.files[other])
        seen[tuple(found.levels.values())][world.person[one] == world.person[other]] += 1
        if found.is_likely:
            weights[one, other] = found.weight
    took = time.perf_counter() - started
    pairs = len(world.files) - world.known
    print(f"{size:,} files, {pairs:,} registered twice; made in {made:.0f} s, compared in {took:.1f} s, "
          f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")  # fmt: skip
    print(f"  no rule on these comparisons does better: recall {ceiling(seen.values()) / pairs:.4f} at precision .999, "
          f"{sum(true for _false, true in seen.values()) / pairs:.4f} compared at all")  # fmt: skip
    right = {pair for pair in weights if world.person[pair[0]] == world.person[pair[1]]}
    best, said, wrong = CERTAIN, 0, 0
    for pair in sorted(weights, key=lambda pair: -weights[pair]):
        said, wrong = said + 1, wrong + (pair not in right)
        if wrong <= said / 1000:
            best = weights[pair]
    for line, what in ((LIKELY, "likely"), (best, f"precision .999 (line {best:.1f})"), (CERTAIN, "certain")):
        tell(world, {pair for pair, weight in weights.items() if weight >= line}, pairs, what)


def ceiling(seen: Iterable[list[int]]) -> int:
    """Return how many true pairs one who knew the truth would find, wrong in one of a thousand.

    ``seen`` is, for each pattern of levels, how many pairs of two persons and of one show it: all of a pattern are said
    to be one person, or none of it (Neyman and Pearson's best rule, the likeliest pattern first).
    """
    best = wrong = right = 0
    for false, true in sorted(seen, key=lambda pair: pair[0] / sum(pair)):
        wrong, right = wrong + false, right + true
        if wrong <= (wrong + right) / 1000:
            best = right
    return best


def tell(world: World, said: set[tuple[int, int]], pairs: int, what: str) -> None:
    """Print precision and recall of a line, and the kinds of what was missed."""
    right = {pair for pair in said if world.person[pair[0]] == world.person[pair[1]]}
    met = {other for _one, other in right}
    missed = Counter(kind for number, kind in world.kind.items() if number not in met)
    print(f"  {what}: recall {len(right) / pairs:.4f}, precision {len(right) / max(len(said), 1):.5f}")
    print(f"    missed most: {', '.join(f'{kind} {many}' for kind, many in missed.most_common(5))}")
    wrong = said - right
    twins = sum(world.files[a].home == world.files[b].home != "" for a, b in wrong)
    print(f"    mistaken: {len(wrong)}, of one home {twins}")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
