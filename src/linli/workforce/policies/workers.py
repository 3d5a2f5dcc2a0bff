"""Who registers, who verifies, who searches: the sentence that refuses, or None."""

from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.accounts.policies import is_console
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.places.models import Division
from linli.places.policies import OUTSIDE, reaches
from linli.workforce.models import Checked, Credential, GrowthEntry, OfWorker, Worker

SEARCHERS = frozenset({Role.COUNTY_OFFICER, Role.PURCHASER, Role.PROVIDER_LEAD})
VERIFIERS = frozenset({Role.COUNTY_OFFICER})
CONFIRMERS = frozenset({Role.COUNTY_OFFICER, Role.PROVIDER_LEAD})
LEFT = _("这位社工已经退出人才库。")
NOT_HERS = _("只有本人能改自己的登记。")


def join(by: Actor, held: Worker | None) -> Refusal:
    """Everybody registers herself, once."""
    if by.user is None:
        return _("请先用手机号登录，再登记。")
    return _("您已经在人才库里了。") if held is not None else None


def claim(by: Actor, worker: Worker | None) -> Refusal:
    """A row brought in from a roster is taken over by whoever signs in with its number."""
    if by.user is None:
        return _("请先用手机号登录，再登记。")
    if worker is None:
        return _("人才库里没有用您这个手机号登记的人。")
    return _("这份登记已经有人认领了。") if worker.user_id is not None else None


def _hers(by: Actor, worker: Worker) -> Refusal:
    if worker.left_at is not None:
        return LEFT
    return None if by.user is not None and worker.user_id == by.user else NOT_HERS


def amend(by: Actor, worker: Worker) -> Refusal:
    """What is said of a worker she says herself."""
    return _hers(by, worker)


add_credential = note_growth = leave = amend


def enrol(by: Actor, county: Division) -> Refusal:
    """A roster is brought in by the county's officer, for her county."""
    if is_console(by):
        return None
    if by.role != Role.COUNTY_OFFICER:
        return _("社工名册由区县经办人导入。")
    return None if reaches(by, county) else OUTSIDE


def take_out(by: Actor, worker: Worker) -> Refusal:
    """What a roster brought in is taken out again, unless somebody stands behind it since."""
    if by.role != Role.COUNTY_OFFICER or not by.scope.holds(worker):
        return OUTSIDE
    if worker.user_id is not None:
        return _("%(name)s 已经认领了登记，留着。") % {"name": worker.name}
    if worker.credentials.exclude(state=Checked.WAITING).exists():
        return _("%(name)s 的证书有人核对过了，留着。") % {"name": worker.name}
    return None


def _checks(by: Actor, claim: OfWorker, roles: frozenset[Role]) -> Refusal:
    if by.role not in roles or not by.scope.holds(claim):
        return OUTSIDE
    if claim.holder is not None and claim.holder == by.user:
        return _("自己的要请别人来核对。")
    return _("这一条已经核对过了。") if claim.state != Checked.WAITING else None


def verify_credentials(by: Actor, credential: Credential) -> Refusal:
    """Certificates are verified by a county's officer, never her own."""
    return _checks(by, credential, VERIFIERS)


def send_back_credential(by: Actor, credential: Credential) -> Refusal:
    """Who may verify may send back."""
    return _checks(by, credential, VERIFIERS)


def confirm_growth(by: Actor, entry: GrowthEntry) -> Refusal:
    """What a worker learnt is confirmed by her agency's head or by the county's officer, never by herself."""
    return _checks(by, entry, CONFIRMERS)


def send_back_growth(by: Actor, entry: GrowthEntry) -> Refusal:
    """Who may confirm may send back."""
    return _checks(by, entry, CONFIRMERS)


def reveal(by: Actor, worker: Worker) -> Refusal:
    """A whole number is shown to whoever may search, in her reach."""
    if by.role not in SEARCHERS or not by.scope.holds(worker):
        return OUTSIDE
    return LEFT if worker.left_at is not None else None
