"""购买项目: the project and its road, its plan, its delivery."""

from linli.projects.models.delivery import (
    Deployment,
    Expense,
    IndicatorFigure,
    Inquiry,
    LineChange,
    ProjectFigure,
)
from linli.projects.models.evaluation import EVALUATION_MOVES
from linli.projects.models.plan import (
    BudgetLine,
    Criterion,
    Indicator,
    Milestone,
    Need,
    StaffLine,
)
from linli.projects.models.projects import (
    BOUND,
    DELIVERED,
    MOVES,
    OURS,
    OfProject,
    PlanVersion,
    ProjectMove,
    ProjectNumber,
    ServiceProject,
    ServiceProjectQuerySet,
    State,
)

__all__ = [
    "BOUND",
    "BudgetLine",
    "Criterion",
    "DELIVERED",
    "Deployment",
    "EVALUATION_MOVES",
    "Expense",
    "Indicator",
    "IndicatorFigure",
    "Inquiry",
    "LineChange",
    "MOVES",
    "Milestone",
    "Need",
    "OURS",
    "OfProject",
    "PlanVersion",
    "ProjectFigure",
    "ProjectMove",
    "ProjectNumber",
    "ServiceProject",
    "ServiceProjectQuerySet",
    "StaffLine",
    "State",
]
