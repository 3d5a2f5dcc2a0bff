"""专业服务: cases and what is worked in them."""

from linli.practice.models.activities import (
    Activity,
    BudgetLine,
    CommunityProject,
    Guest,
    Promise,
)
from linli.practice.models.aid import (
    AidApplication,
    AidStep,
    ResourceLink,
)
from linli.practice.models.assessments import Assessment, ScaleMeasure
from linli.practice.models.attachments import AidEnclosure, CaseAttachment
from linli.practice.models.beginnings import CaseSignature, Intake
from linli.practice.models.cases import (
    ENDS,
    MOVES,
    OPEN,
    CaseFile,
    CaseWorker,
    OfCase,
    OfCaseQuerySet,
    Risk,
    Source,
    State,
)
from linli.practice.models.closings import (
    CaseClosure,
    FollowUp,
    ReopenRequest,
)
from linli.practice.models.crises import (
    CrisisResponse,
)
from linli.practice.models.extracts import CaseExtract, ExtractTerm
from linli.practice.models.groups import (
    Attendance,
    Group,
    GroupMember,
    GroupMove,
    GroupSession,
    GroupWorker,
)
from linli.practice.models.library import LibraryEntry
from linli.practice.models.margins import (
    CaseSight,
    CommentReply,
    MeetingReading,
    NoteReading,
)
from linli.practice.models.moves import CaseMove
from linli.practice.models.numbers import CaseNumber
from linli.practice.models.papers import (
    CountedAnswer,
    Dossier,
    FormAnswer,
    FormVersion,
    PaperTemplate,
    PrintedPaper,
    ReturnedSheet,
)
from linli.practice.models.plans import (
    DAYS,
    Agreed,
    CarePlan,
    CaseComment,
    Ended,
    PlanAction,
    PlanGoal,
    Rhythm,
)
from linli.practice.models.referrals import (
    Referral,
    ReferralStep,
)
from linli.practice.models.sessions import (
    KIND_OF,
    CaseReview,
    CaseSession,
    Form,
    GoalProgress,
    ReviewedGoal,
    Way,
)
from linli.practice.models.signing import SignCode
from linli.practice.models.supervision import (
    OfPost,
    Supervision,
    SupervisionRecord,
    SupervisionSeat,
    WorkWeek,
)
from linli.practice.models.taking_part import TakingPart
from linli.practice.models.together import (
    WorkAnswer,
    WorkCount,
    WorkPaper,
    WorkSheet,
)
from linli.practice.models.transfers import (
    CaseTransfer,
)

Answered = FormAnswer | WorkAnswer

__all__ = [
    "Answered",
    "WorkAnswer",
    "WorkCount",
    "WorkPaper",
    "WorkSheet",
    "CaseExtract",
    "ExtractTerm",
    "LibraryEntry",
    "TakingPart",
    "CaseSight",
    "CommentReply",
    "MeetingReading",
    "NoteReading",
    "Referral",
    "ReferralStep",
    "AidApplication",
    "AidStep",
    "AidEnclosure",
    "CaseAttachment",
    "ResourceLink",
    "OfPost",
    "Supervision",
    "SupervisionRecord",
    "SupervisionSeat",
    "WorkWeek",
    "CaseClosure",
    "FollowUp",
    "ReopenRequest",
    "Assessment",
    "ScaleMeasure",
    "CrisisResponse",
    "CaseTransfer",
    "DAYS",
    "KIND_OF",
    "Agreed",
    "CarePlan",
    "CaseComment",
    "CaseReview",
    "CaseSession",
    "Ended",
    "Form",
    "GoalProgress",
    "PlanAction",
    "PlanGoal",
    "ReviewedGoal",
    "Rhythm",
    "Way",
    "ENDS",
    "MOVES",
    "OPEN",
    "CaseFile",
    "CaseMove",
    "CaseNumber",
    "CaseSignature",
    "CaseWorker",
    "Intake",
    "CountedAnswer",
    "Dossier",
    "FormAnswer",
    "FormVersion",
    "OfCase",
    "OfCaseQuerySet",
    "PaperTemplate",
    "PrintedPaper",
    "ReturnedSheet",
    "Risk",
    "Source",
    "State",
    "Attendance",
    "Group",
    "GroupMember",
    "GroupMove",
    "GroupSession",
    "GroupWorker",
    "SignCode",
    "Activity",
    "BudgetLine",
    "CommunityProject",
    "Guest",
    "Promise",
]
