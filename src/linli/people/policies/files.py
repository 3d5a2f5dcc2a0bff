"""Who may do what to a person's file: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.models import Household, IdentityDocument, KinshipLink, Person, Placed, PriorityTag, Telephone

KEEPERS = frozenset(
    {Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER}
)
READERS = KEEPERS | {Role.COUNTY_OFFICER}


def keeps(by: Actor, *rows: object) -> Refusal:
    """Return why somebody may not keep the files of these rows: the wrong post, or another's area."""
    if by.channel == Channel.JOB:
        return None
    if by.role not in KEEPERS:
        return _("您现在的岗位不能登记或修改居民信息，请让社区或社工站的同事来做。")
    if not all(by.scope.holds(row) for row in rows):
        return _("这里不在您负责的范围内，请联系那里的社区或社工站。")
    for row in rows:
        if isinstance(row, Person) and row.merged_into is not None:
            return _("这份档案已经并入“%(name)s”，请在那一页上写。") % {"name": row.merged_into}
    people = [row if isinstance(row, Person) else getattr(row, "person", None) for row in rows]
    people = [one for one in people if one is not None and not one._state.adding]  # a file not yet written is not shut
    return locks.refusal([one for one in people if isinstance(one, Person)], by)


def lives(person: Person) -> Refusal:
    """Return why no door is opened for somebody: she has died."""
    if person.died_on is None:
        return None
    return _("%(name)s 已于 %(day)s 去世。") % {"name": person, "day": person.died_on}


def register(by: Actor, row: Placed) -> Refusal:
    """A worker registers people in her own area."""
    return keeps(by, row)


def load_people(by: Actor) -> Refusal:
    """Whole estates are registered at once by commands only."""
    return None if by.channel == Channel.JOB else _("成批登记居民请用导入。")


def amend(by: Actor, person: Person) -> Refusal:
    """A worker keeps the files of her own area."""
    return keeps(by, person)


def add_document(by: Actor, person: Person) -> Refusal:
    """As amending."""
    return keeps(by, person)


def add_telephone(by: Actor, person: Person) -> Refusal:
    """As amending."""
    return keeps(by, person)


def remove_telephone(by: Actor, telephone: Telephone) -> Refusal:
    """As amending."""
    return keeps(by, telephone)


def tag(by: Actor, person: Person) -> Refusal:
    """A worker observes, or enters what an office recognised, in her own area."""
    return keeps(by, person)


def untag(by: Actor, tagged: PriorityTag) -> Refusal:
    """A running category may be ended; an ended one stays as it is."""
    if tagged.ends_on is not None:
        return _("这个类别已经结束了。")
    return keeps(by, tagged)


def open_household(by: Actor, row: Placed) -> Refusal:
    """A worker opens households in her own area."""
    return keeps(by, row)


def join_household(by: Actor, person: Person, household: Household) -> Refusal:
    """Both must lie in the worker's area, and in one community: who moves to another is registered there and merged.

    See docs/adr/0019.
    """
    if person.county_id != household.county_id:
        return _("这户在别的区县，不能直接加入。")
    if person.community_id != household.community_id:
        return _("这户在别的社区。请在那边登记这位居民，再把两份档案合成一份：电话、证件、类别都跟过去。")
    return lives(person) or keeps(by, person, household)


def split_household(by: Actor, household: Household) -> Refusal:
    """Some of a household move into one of their own, in the worker's area."""
    return keeps(by, household)


def unite_households(by: Actor, gone: Household, into: Household) -> Refusal:
    """Two households become one, both in the worker's area."""
    if gone.pk == into.pk:
        return _("请选另一户。")
    return keeps(by, gone, into)


def leave_household(by: Actor, person: Person) -> Refusal:
    """Only somebody who lives in a household can leave it."""
    if person.household_id is None:
        return _("这位居民现在没有登记在任何一户里。")
    return keeps(by, person)


def relate(by: Actor, person: Person, other: Person) -> Refusal:
    """Kinship joins two people whose files the worker keeps."""
    return keeps(by, person, other)


def unrelate(by: Actor, link: KinshipLink) -> Refusal:
    """A relation that stands may be ended."""
    if link.ends_on is not None:
        return _("这个关系已经结束了。")
    return keeps(by, link)


def reveal(by: Actor, row: IdentityDocument | Telephone, purpose: str) -> Refusal:
    """A number is shown to those who keep the file, for a purpose they say."""
    if not purpose:
        return _("请写一句为什么要看完整号码。")
    if by.role not in KEEPERS:
        return _("您现在的岗位看不到完整号码。")
    return keeps(by, row)


def report_collision(by: Actor) -> Refusal:
    """Whoever may register may meet a number that is already known."""
    return keeps(by)


def take_back(by: Actor, person: Person) -> Refusal:
    """Who may register may take back what she registered by mistake."""
    return keeps(by, person)
