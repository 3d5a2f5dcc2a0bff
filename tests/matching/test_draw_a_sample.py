"""A sample follows from its seed and its frame alone, on whatever machine it is drawn."""

import json
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.matching import draws

SEED = "00" * 32
FRAME = {"a/60-69": [f"a{n}" for n in range(6)], "a/70-79": [f"b{n}" for n in range(3)], "b/-": ["c0"]}


def document(**other: Any) -> dict[str, Any]:
    drawn = draws.draw(SEED, FRAME, 5, 1)
    return {
        "seed": SEED, "commitment": drawn.commitment, "frame_digest": drawn.frame, "total": 5, "least": 1,
        "frame": FRAME, "sample": drawn.sample,
    } | other  # fmt: skip


@pytest.mark.parametrize(
    "frame", [{}, {"a": []}, {"a": ["x", "x"]}, {"a": ["x"], "b": ["x"]}], ids=["empty", "nobody", "twice", "in two"]
)
def test_a_frame_that_cannot_be_drawn_from_is_refused(frame: dict[str, list[str]]) -> None:
    with pytest.raises(draws.CannotDraw):
        draws.draw(SEED, frame, 2)


def test_a_sample_of_nobody_is_refused() -> None:
    with pytest.raises(draws.CannotDraw):
        draws.draw(SEED, FRAME, 0)


def test_the_golden_sample_is_drawn_again_wherever_this_runs() -> None:
    # Each hash was made with ``printf 'linli.draw/1\\norder\\n…' | sha256sum``, the codes sorted by it in a shell.
    assert draws.draw(SEED, FRAME, 5, 1) == draws.Drawn(
        sample={"a/60-69": ["a0", "a5", "a1"], "a/70-79": ["b1", "b2"], "b/-": ["c0"]},
        commitment="b7496c29c373de91829d51822c781cb5dce1383b5065251ff0fcf69292bc8b39",
        frame="e531f027dca4227434942358e86eb3a9b0a7c28e1a109c6455eceefe1a5f35fa",
    )


def test_the_order_is_nothing_but_a_hash_of_seed_stratum_and_code() -> None:
    def key(code: str) -> str:
        return sha256(f"linli.draw/1\norder\n{SEED}\na/60-69\n{code}".encode()).hexdigest()

    assert draws.order(SEED, "a/60-69", FRAME["a/60-69"]) == sorted(FRAME["a/60-69"], key=key)


def test_how_the_frame_is_listed_changes_nothing_and_a_name_more_changes_the_digest() -> None:
    turned = {name: codes[::-1] for name, codes in reversed(FRAME.items())}
    assert draws.draw(SEED, turned, 5, 1) == draws.draw(SEED, FRAME, 5, 1)
    assert draws.digest({**FRAME, "b/-": ["c0", "c1"]}) != draws.digest(FRAME)
    assert draws.digest({"a": ["x"], "b": []}) != draws.digest({"a": [], "b": ["x"]})


@pytest.mark.parametrize(
    ("sizes", "total", "least", "told"),
    [
        ({"a": 6, "b": 3, "c": 1}, 5, 0, {"a": 3, "b": 2, "c": 0}),
        ({"a": 6, "b": 3, "c": 1}, 5, 1, {"a": 3, "b": 2, "c": 1}),
        ({"a": 1, "b": 1, "c": 1}, 2, 0, {"a": 1, "b": 1, "c": 0}),
        ({"a": 2, "b": 3}, 99, 0, {"a": 2, "b": 3}),
        ({"a": 2, "b": 98}, 10, 5, {"a": 2, "b": 10}),
    ],
    ids=["largest remainder", "least", "ties by name", "no more than there are", "least of few"],
)
def test_strata_get_their_shares(sizes: dict[str, int], total: int, least: int, told: dict[str, int]) -> None:
    assert draws.allocate(sizes, total, least) == told


def test_a_published_draw_agrees() -> None:
    assert draws.replay(document()) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda told: {**told, "seed": "11" * 32}, ["commitment", "sample"]),
        (lambda told: {**told, "frame": {**FRAME, "b/-": ["c0", "c1"]}}, ["frame", "sample"]),
        (lambda told: {**told, "sample": {**told["sample"], "a/60-69": ["a0", "a1", "a2"]}}, ["sample"]),
    ],
    ids=["another seed", "a name slipped in", "somebody exchanged"],
)
def test_a_draw_that_was_changed_is_caught(change: Callable[[Any], Any], wrong: list[str]) -> None:
    assert draws.replay(change(document())) == wrong


def test_the_command_draws_again_from_the_file_alone(tmp_path: Path) -> None:
    file, out = tmp_path / "draw.json", StringIO()
    file.write_text(json.dumps(document()))
    call_command("survey", "replay", str(file), stdout=out)
    assert out.getvalue() == "一致：从 10 人、3 层里抽到 6 人，和公布的样本一样。\n"
    file.write_text(json.dumps(document(seed="11" * 32)))
    with pytest.raises(CommandError, match="种子和事先公布的承诺对不上"):
        call_command("survey", "replay", str(file))
    file.write_text("不是 JSON")
    with pytest.raises(CommandError, match="读不懂"):
        call_command("survey", "replay", str(file))
