"""Anybody draws the sample of an evaluation again from the published file: by our command, and by plain Python."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.kernel.scope import enter
from linli.matching import draws
from linli.projects.evaluation import actions, queries
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation, SampledRecord
from tests.factories import evaluation as factory
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying


def hashed(*parts: str) -> str:
    return sha256("\n".join(("linli.draw/1", *parts)).encode()).hexdigest()


def again(seed: str, frame: Mapping[str, list[str]], total: int) -> dict[str, list[str]]:
    """Draw as a stranger would who has read how: proportional shares by largest remainder, order by SHA-256."""
    size = sum(map(len, frame.values()))
    total = min(total, size)
    counts = {name: total * len(codes) // size for name, codes in frame.items()}
    rest = sorted(frame, key=lambda name: (-(total * len(frame[name]) % size), name))
    for name in rest[: total - sum(counts.values())]:
        counts[name] += 1
    return {
        name: sorted(codes, key=lambda code: hashed("order", seed, name, code))[: counts[name]]
        for name, codes in frame.items()
    }


def test_plain_python_draws_the_golden_sample() -> None:
    frame = {"a/visit": [f"a{n:03d}" for n in range(200)], "b/call": [f"b{n:03d}" for n in range(100)]}
    told = again(factory.SEED, frame, 30)
    assert {name: len(codes) for name, codes in told.items()} == {"a/visit": 20, "b/call": 10}
    assert told["a/visit"][:3] == ["a180", "a143", "a129"]
    assert told["b/call"][:3] == ["b038", "b072", "b026"]
    ours = draws.draw(factory.SEED, frame, 30)
    assert ours.sample == told


@pytest.fixture
def settled(county: County, running: ServiceProject, who: Buying) -> Evaluation:
    """An evaluation of which 30 of 40 records were drawn, made final."""
    worker = projects.actor("social_worker", county.towns[0])
    factory.served(running, county.communities[:2], worker, each=10)
    made = factory.called(running, who)
    made = factory.drafted(made, factory.evaluator(made))
    enter(who.head.scope)
    actions.reply(made, "无异议", by=who.head)
    enter(who.buyer.scope)
    return actions.finalise(made, [], by=who.buyer)


def test_the_published_file_replays_here_and_on_any_other_machine(settled: Evaluation, tmp_path: Path) -> None:
    told: dict[str, Any] = json.loads(json.dumps(queries.replay(settled)))
    assert told["seed"] == factory.SEED
    assert hashed("commitment", told["seed"]) == told["commitment"] == settled.commitment
    assert {name: sorted(codes) for name, codes in told["sample"].items()} == {
        name: sorted(codes) for name, codes in again(told["seed"], told["frame"], told["total"]).items()
    }
    drawn = set(SampledRecord.objects.filter(evaluation=settled).values_list("code", flat=True))
    assert drawn == {code for codes in told["sample"].values() for code in codes}
    assert len(drawn) == 30
    path = tmp_path / "draw.json"
    path.write_text(json.dumps(told))
    call_command("survey", "replay", str(path))
    name = next(one for one, codes in told["frame"].items() if len(codes) > len(told["sample"][one]))
    other = next(code for code in told["frame"][name] if code not in told["sample"][name])
    told["sample"][name][0] = other
    path.write_text(json.dumps(told))
    with pytest.raises(CommandError, match="不一样"):
        call_command("survey", "replay", str(path))
