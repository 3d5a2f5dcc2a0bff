"""Who may bring tables in; each answers with the sentence that refuses, or None."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.papers.models import MOVES, ImportBatch, State
from linli.papers.registry import Importer
from linli.places.models import Level


def upload(by: Actor, importer: Importer, post: Post | None) -> Refusal:
    """A post whose role the importer names, at a county or below it, or in an organisation."""
    if post is None or by.role not in importer.roles:
        return _("您现在的岗位不能导入“%(title)s”。") % {"title": importer.title}
    if post.place is not None and post.place.level < Level.COUNTY:
        return _("请用区县或以下的岗位来导入。")
    return None


def _own(by: Actor, batch: ImportBatch) -> Refusal:
    if by.post is None or batch.owner_id != by.post:
        return _("这份表是别的岗位上传的，请由上传的人来处理。")
    if batch.cleared_at is not None:
        return _("这份表的内容已经清除了，请重新上传。")
    return None


def _on_its_way(by: Actor, batch: ImportBatch, target: str) -> Refusal:
    if refusal := _own(by, batch):
        return refusal
    if target in MOVES[batch.state]:
        return None
    return _("这份表现在是“%(state)s”，不能这样做。") % {"state": batch.get_state_display()}


def match(by: Actor, batch: ImportBatch) -> Refusal:
    """Columns are matched, and matched again, until the table is in."""
    return _on_its_way(by, batch, State.MATCHED)


def examine(by: Actor, batch: ImportBatch) -> Refusal:
    """A table is checked when its columns are matched."""
    return _on_its_way(by, batch, State.PREVIEWED)


def choose(by: Actor, batch: ImportBatch) -> Refusal:
    """Choices are made on the preview."""
    if batch.work:
        return _("正在处理这份表，请等一会儿。")
    return _on_its_way(by, batch, State.IMPORTED)


def choose_all(by: Actor, batch: ImportBatch) -> Refusal:
    """As choosing one by one."""
    return choose(by, batch)


def ask(by: Actor, batch: ImportBatch) -> Refusal:
    """Only one's own table is handed to the worker."""
    return _own(by, batch)


def take_in(by: Actor, batch: ImportBatch) -> Refusal:
    """A table is taken in from its preview, when it has a row that can be."""
    if refusal := _on_its_way(by, batch, State.IMPORTED):
        return refusal
    return None if batch.good else _("没有一行可以导入。请先改好表格，重新上传。")


def abandon(by: Actor, batch: ImportBatch) -> Refusal:
    """Nothing is taken in."""
    if batch.work:
        return _("正在处理这份表，请等一会儿。")
    return _on_its_way(by, batch, State.ABANDONED)


def undo(by: Actor, batch: ImportBatch) -> Refusal:
    """Within 24 hours, by the post that took the table in."""
    if refusal := _on_its_way(by, batch, State.UNDONE):
        return refusal
    if batch.undo_until is None or timezone.now() > batch.undo_until:
        return _("过了 24 小时，不能整批撤销了。请一条一条地改。")
    return None


def give_up(by: Actor, batch: ImportBatch) -> Refusal:
    """As handing it over."""
    return _own(by, batch)


def clear(by: Actor) -> Refusal:
    """Contents are cleared by the nightly job."""
    return None if by.channel == Channel.JOB and by.user is None else _("内容由系统到期清除。")
