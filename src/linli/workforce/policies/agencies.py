"""Who keeps the papers of agencies, who verifies them, who notes facts and who replies; who declares a team."""

from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.places.policies import OUTSIDE
from linli.workforce.models import Agency, AgencyFact, AgencyPaper, Checked

READERS = frozenset({Role.COUNTY_OFFICER, Role.PURCHASER, Role.PROVIDER_LEAD})
KEEPERS = frozenset({Role.COUNTY_OFFICER, Role.PROVIDER_LEAD})
NOTERS = frozenset({Role.COUNTY_OFFICER, Role.PURCHASER})


def inside(by: Actor, organisation: Organisation) -> bool:
    """Tell whether an organisation is the actor's own, or lies in her county."""
    if by.scope.organisation is not None:
        return by.scope.organisation == organisation.pk
    return by.scope.everywhere or (by.scope.column == "county_id" and organisation.county_id in by.scope.areas)


def describe_agency(by: Actor, organisation: Organisation) -> Refusal:
    """An agency's own head, or the county's officer, writes what it says of itself."""
    if by.role not in KEEPERS or not inside(by, organisation):
        return OUTSIDE
    return _("这个机构已经停用了。") if organisation.closed_on is not None else None


add_paper = describe_agency


def check_agency(by: Actor, organisation: Organisation) -> Refusal:
    """What an agency of the county says of itself is looked at by the county's officer."""
    return None if by.role == Role.COUNTY_OFFICER and inside(by, organisation) else OUTSIDE


def _checks(by: Actor, said: Agency | AgencyPaper) -> Refusal:
    if check_agency(by, said.organisation) is not None:
        return _("机构的登记和证照由区县经办人核对。")
    if said.said_by is not None and said.said_by == by.user:
        return _("这是您自己填的，请另一位经办人来核对。")
    return _("这一条已经核对过了。") if said.state != Checked.WAITING else None


def verify_agency(by: Actor, agency: Agency) -> Refusal:
    """What an agency says of itself is verified by an officer who did not write it."""
    return _checks(by, agency)


def verify_paper(by: Actor, paper: AgencyPaper) -> Refusal:
    """Like what it says of itself."""
    return _checks(by, paper)


send_back_agency, send_back_paper = verify_agency, verify_paper


def note_rating(by: Actor, organisation: Organisation) -> Refusal:
    """Ratings are noted by the county's officer, from the paper that says so."""
    return check_agency(by, organisation)


def note_fact(by: Actor, organisation: Organisation) -> Refusal:
    """Facts are noted by the county's officer or a purchaser of the county, never by the agency itself."""
    if by.role not in NOTERS or not inside(by, organisation):
        return _("诚信记录由区县经办人或购买方登记。")
    return None


def speaks_for(by: Actor, organisation: Organisation) -> Refusal:
    """An agency's own head speaks for it."""
    return None if by.role == Role.PROVIDER_LEAD and inside(by, organisation) else OUTSIDE


def reply_to_fact(by: Actor, fact: AgencyFact) -> Refusal:
    """The agency's head replies, once, and her words stand beside the fact."""
    if speaks_for(by, fact.organisation) is not None:
        return _("只有这个机构的负责人能说明。")
    return _("已经说明过了。") if fact.replied_at is not None else None


def withdraw_fact(by: Actor, fact: AgencyFact) -> Refusal:
    """Whoever may note a fact may take back what was wrong; it stays to be read, with the reason."""
    if fact.withdrawn_at is not None:
        return _("已经撤回了。")
    return note_fact(by, fact.organisation)


def declare_team(by: Actor, organisation: Organisation) -> Refusal:
    """A team is declared by the head of the agency."""
    if speaks_for(by, organisation) is not None:
        return _("团队由机构的负责人来报。")
    return _("这个机构已经停用了。") if organisation.closed_on is not None else None


def place_team(by: Actor, place: object) -> Refusal:
    """What was declared under seal is opened by whoever buys there."""
    return None if by.role in NOTERS and by.scope.holds(place) else OUTSIDE
