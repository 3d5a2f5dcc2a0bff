"""Verbs of the room."""

from linli.surveys.actions.asking import answer, find_address, note_attempt, report_coaching, reveal_number, take_next
from linli.surveys.actions.closing import answer_rectification, close, rectify
from linli.surveys.actions.commissioning import Terms, commission, engage
from linli.surveys.actions.drawing import draw
from linli.surveys.actions.sending import send_invitations, tend
from linli.surveys.actions.writing import begin_questionnaire, choose, publish, write_questions

__all__ = [
    "Terms",
    "answer",
    "answer_rectification",
    "begin_questionnaire",
    "choose",
    "close",
    "commission",
    "draw",
    "engage",
    "find_address",
    "note_attempt",
    "publish",
    "rectify",
    "report_coaching",
    "reveal_number",
    "send_invitations",
    "take_next",
    "tend",
    "write_questions",
]
