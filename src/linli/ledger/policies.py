"""Who may have something entered. The rooms above decide what is due to whom; here it is asked whose account it is.

The functions of the database ask again, from the reach of the transaction (migrations/0002, ``ledger_reached``).
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.ledger.models import Account, Hold


def _is_job(by: Actor) -> bool:
    return by.channel == Channel.JOB


def _near(by: Actor, place: object) -> Refusal:
    if _is_job(by) or (by.post is not None and by.scope.holds(place)):
        return None
    return _("这里的账不在您负责的范围内。")


def open_account(by: Actor, place: object) -> Refusal:
    """Accounts are opened for holders of one's own reach."""
    return _near(by, place)


take_over = close_account = issue = reverse = open_account


def _own(by: Actor, accounts: Sequence[UUID]) -> bool:
    """Tell whether all of some accounts are one's own, or of whom one acts for, or of one's organisation."""
    holders = [*by.scope.persons, *([by.scope.organisation] if by.scope.organisation else [])]
    wanted = set(accounts)
    return bool(holders and wanted) and Account.objects.filter(pk__in=wanted, holder__in=holders).count() == len(wanted)


def transfer(by: Actor, place: object, debited: Sequence[UUID]) -> Refusal:
    """Out of an account goes what its holder gives, or what is entered by a post in whose reach it lies."""
    return None if _own(by, debited) else _near(by, place)


def reserve(by: Actor, place: object, account: UUID) -> Refusal:
    """The same for what is kept back."""
    return transfer(by, place, [account])


def release(by: Actor, hold: UUID) -> Refusal:
    """A hold is ended by whoever sees it."""
    if _is_job(by) or Hold.objects.visible_to(by).filter(pk=hold).exists():
        return None
    return _("这笔预留不在您负责的范围内。")


capture = release


def expire(by: Actor) -> Refusal:
    """What runs out is taken by the worker, as the rules say."""
    return None if _is_job(by) else _("到期由系统来记。")


release_lapsed = expire
