"""Verbs of the room."""

from linli.surveys.actions.announcing import Announcement, announce
from linli.surveys.actions.asking import answer, find_address, note_attempt, report_coaching, reveal_number, take_next
from linli.surveys.actions.closing import answer_rectification, close, rectify
from linli.surveys.actions.commissioning import Terms, commission, engage
from linli.surveys.actions.drawing import ask_draw, draw, keep_draw, note_draw, read_frame
from linli.surveys.actions.sending import send_invitations, tend
from linli.surveys.actions.writing import begin_questionnaire, choose, publish, write_questions

__all__ = [
    "Announcement",
    "Terms",
    "announce",
    "answer",
    "answer_rectification",
    "ask_draw",
    "begin_questionnaire",
    "choose",
    "close",
    "commission",
    "draw",
    "engage",
    "find_address",
    "keep_draw",
    "note_attempt",
    "note_draw",
    "publish",
    "read_frame",
    "rectify",
    "report_coaching",
    "reveal_number",
    "send_invitations",
    "take_next",
    "tend",
    "write_questions",
]
