"""One line of the table, and how time is taken: medians of at least five runs, the sides in turn."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RUNS = 7
WARM_UP = 2


@dataclass(frozen=True)
class Row:
    """One measurement: ours, what it is held against, the ratio or amount, its goal, and whether it is met."""

    job: str
    ours: str
    beside: str
    value: float
    goal: str
    met: bool

    def plain(self) -> dict[str, object]:
        """Return the row for the JSON."""
        return asdict(self)


def medians(*sides: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return the median seconds of each side; the sides take turns, so that a busy moment meets all of them."""
    taken: list[list[float]] = [[] for _ in sides]
    for turn in range(WARM_UP + runs):
        for number, side in enumerate(sides):
            started = time.perf_counter()
            side()
            if turn >= WARM_UP:
                taken[number].append(time.perf_counter() - started)
    return [median(times) for times in taken]


def peak() -> float:
    """Return the highest resident size of this program so far, in MB.

    ``getrusage`` would count what the parent had taken before it started this one.
    """
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.split("VmHWM:")[1].split()[0]) / 1024


def ms(seconds: float) -> str:
    """Return seconds as people read them."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def table(rows: Sequence[Row]) -> str:
    """Return the table in Markdown."""
    lines = ["| job | ours | beside it | figure | goal | met |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.job} | {row.ours} | {row.beside} | {row.value:g} | {row.goal} | {'yes' if row.met else 'NO'} |"
        for row in rows
    ]
    return "\n".join(lines)
