"""What is read of surveys."""

from linli.surveys.queries.fieldwork import answered, by_paper, by_token, listed, own_number, progress, sample, whom
from linli.surveys.queries.lists import answering, asked_in, candidates, public, surveys, unanswered, units
from linli.surveys.queries.results import Heard, counted, heard, raw, replay_file

__all__ = [
    "Heard",
    "answered",
    "answering",
    "asked_in",
    "by_paper",
    "by_token",
    "candidates",
    "counted",
    "heard",
    "listed",
    "own_number",
    "progress",
    "public",
    "raw",
    "replay_file",
    "sample",
    "surveys",
    "unanswered",
    "units",
    "whom",
]
