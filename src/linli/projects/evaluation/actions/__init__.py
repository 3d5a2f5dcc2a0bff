"""The verbs of an evaluation."""

from linli.projects.evaluation.actions.appointing import (
    Called,
    appoint_evaluator,
    begin_self_evaluation,
    call_off_evaluation,
)
from linli.projects.evaluation.actions.checking import count_scores, hand_in, interview, score, verify
from linli.projects.evaluation.actions.drawing import draw
from linli.projects.evaluation.actions.packing import take_package
from linli.projects.evaluation.actions.publishing import Publishing, publish_result
from linli.projects.evaluation.actions.schemes import take_scheme
from linli.projects.evaluation.actions.settling import (
    answer_rectification,
    finalise,
    reply,
    send_back,
    settle_rectification,
)

__all__ = [
    "Called",
    "Publishing",
    "answer_rectification",
    "appoint_evaluator",
    "begin_self_evaluation",
    "call_off_evaluation",
    "count_scores",
    "draw",
    "finalise",
    "hand_in",
    "interview",
    "publish_result",
    "reply",
    "score",
    "send_back",
    "settle_rectification",
    "take_package",
    "take_scheme",
    "verify",
]
