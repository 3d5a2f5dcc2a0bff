"""走访: visits to homes, what brings them, and the leads they bring."""

from linli.outreach.models.leads import HardshipLead
from linli.outreach.models.reports import MandatoryReport, ReportCall, Reporter
from linli.outreach.models.visits import HomeVisit, VisitAssignment, VisitAttempt, VisitTrigger

__all__ = [
    "HardshipLead",
    "HomeVisit",
    "MandatoryReport",
    "ReportCall",
    "Reporter",
    "VisitAssignment",
    "VisitAttempt",
    "VisitTrigger",
]
