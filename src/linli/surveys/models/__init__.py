"""问卷: questionnaires and their versions, satisfaction surveys, their samples and answers, and what came of them."""

from linli.surveys.models.draws import DrawRun
from linli.surveys.models.questionnaires import Questionnaire, QuestionnaireVersion
from linli.surveys.models.results import Rectification, SurveyResult
from linli.surveys.models.samples import REACHED, Answer, Attempt, Door, Outcome, Respondent, State, Stratum, Way
from linli.surveys.models.surveys import Kind, Member, NoQuestions, Stage, Survey

__all__ = [
    "REACHED",
    "Answer",
    "Attempt",
    "Door",
    "DrawRun",
    "Kind",
    "Member",
    "NoQuestions",
    "Outcome",
    "Questionnaire",
    "QuestionnaireVersion",
    "Rectification",
    "Respondent",
    "Stage",
    "State",
    "Stratum",
    "Survey",
    "SurveyResult",
    "Way",
]
