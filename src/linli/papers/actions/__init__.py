"""The verbs of the room, in the order of the road: in, matched, checked, chosen, taken or not, undone, cleared."""

from linli.papers.actions.checking import choose, choose_all, examine, match
from linli.papers.actions.taking import abandon, clear, take_in, undo
from linli.papers.actions.uploading import upload
from linli.papers.actions.working import JOB, LARGE, STALE, ask, give_up

__all__ = [
    "JOB", "LARGE", "STALE", "abandon", "ask", "choose", "choose_all", "clear", "examine", "give_up", "match",
    "take_in", "undo", "upload",
]  # fmt: skip
