"""The sample is drawn once: the frame is frozen and hashed, and what was drawn is kept as it was, without a name."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import seeing
from linli.matching import draws
from linli.projects.evaluation import policies
from linli.projects.evaluation.actions.road import county_of, held, move
from linli.projects.evaluation.packs import terms
from linli.projects.evaluation.queries import frames
from linli.projects.models.evaluation import Evaluation, EvaluationStratum, SampledRecord
from linli.projects.packs import region_of


@action
def draw(evaluation: Evaluation, *, by: Actor) -> Evaluation:
    """Draw the sample, stratified by community and kind, from the records that count. Raises ``Refused``."""
    evaluation = held(evaluation)
    require(policies.draw(by, evaluation))
    told = terms(region_of(evaluation.project.place))
    with seeing(county_of(evaluation)):
        frame = frames.frame(evaluation)
        count = sum(map(len, frame.values()))
        if not count:
            raise Refused(_("这段日子里没有一条计入项目的记录，抽不出样本。"))
        drawn = draws.draw(evaluation.seed, frame, told.size(count), told.least)
        found = frames.facts(code for codes in drawn.sample.values() for code in codes)
    evaluation.frame_digest, evaluation.frame_size = drawn.frame, count
    evaluation.size, evaluation.least, evaluation.drawn = told.size(count), told.least, len(found)
    EvaluationStratum.objects.bulk_create(
        EvaluationStratum(
            evaluation=evaluation, name=name, size=len(codes), drawn=len(drawn.sample[name]), codes="\n".join(codes)
        )
        for name, codes in sorted(frame.items())
    )
    SampledRecord.objects.bulk_create(_rows(evaluation, drawn, found))
    return move(
        evaluation, "draw", by, fields=["frame_digest", "frame_size", "size", "least", "drawn"], frame=drawn.frame,
        records=count, drawn=len(found),
    )  # fmt: skip


def _rows(evaluation: Evaluation, drawn: draws.Drawn, found: dict[UUID, frames.Fact]) -> Iterable[SampledRecord]:
    chosen = [(name, code) for name, codes in sorted(drawn.sample.items()) for code in codes]
    return [
        SampledRecord(
            evaluation=evaluation, record=UUID(code), code=code, position=number, stratum=name,
            **found[UUID(code)].columns(),
        )
        for number, (name, code) in enumerate(chosen, 1)
    ]  # fmt: skip
