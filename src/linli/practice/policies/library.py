"""Who puts something into a station's library and takes it out: the sentence that refuses, or None."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.practice.models import CaseFile, LibraryEntry
from linli.practice.policies.cases import IN_CHARGE, READERS, member

KEEPERS = frozenset({Role.SUPERVISOR, Role.STATION_LEAD})
NUMBER = re.compile(r"[0-9０-９][0-9０-９Xx\s-]{4,}")
DOOR = re.compile(r"[0-9０-９一二三四五六七八九十]+(号楼?|栋|幢|单元|室|组)")


def propose_entry(by: Actor, case: CaseFile | None, texts: Iterable[str], names: Iterable[str]) -> Refusal:
    """Whoever works in cases proposes what helped; from a case, its team; nothing in it names anybody."""
    if by.role not in READERS or by.post is None or by.scope.organisation is not None:
        return _("站里的库由社工、站长和督导来添。")
    if case is not None:
        if member(by, case) is None and not (by.role in IN_CHARGE and by.scope.holds(case)):
            return _("这个个案里的做法，由它的团队来提。")
        if locks.restricted([case.client]):
            return locks.RESTRICTED
    return names_somebody(texts, names)


def names_somebody(texts: Iterable[str], names: Iterable[str]) -> Refusal:
    """What everybody at the station reads names nobody of a case, no door and no number."""
    told = list(texts)
    for name in sorted(names, key=len, reverse=True):
        if len(name) > 1 and any(name in text for text in told):
            return _("这里还有“%(name)s”，请改成一般的说法，让人认不出是谁。") % {"name": name}
    if any(NUMBER.search(text) or DOOR.search(text) for text in told):
        return _("这里有号码或门牌，请去掉。")
    return None


def accept_entry(by: Actor, entry: LibraryEntry) -> Refusal:
    """A supervisor, or the head of the station, takes it in; never whoever proposed it."""
    if (refusal := _keeps(by, entry)) is not None:
        return refusal
    if entry.proposed_by == by.user:
        return _("自己提的，要请另一个人来收。")
    return _("这一条已经定过了。") if entry.standing != "proposed" else None


def retire_entry(by: Actor, entry: LibraryEntry) -> Refusal:
    """Whoever may take it in may take it out; whoever proposed it may take it back until it was accepted."""
    if entry.standing == "retired":
        return _("这一条已经停用了。")
    if entry.standing == "proposed" and entry.proposed_by == by.user:
        return None
    return _keeps(by, entry)


def _keeps(by: Actor, entry: LibraryEntry) -> Refusal:
    if by.role not in KEEPERS or by.scope.organisation is not None or not by.scope.holds(entry):
        return _("站里的库由本站的督导或站长来管。")
    return None
