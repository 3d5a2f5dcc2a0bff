"""文书: tables brought in, their rows until they are done with, and the columns a post has matched before."""

import json
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText, sealed
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity

M = TypeVar("M", bound=models.Model)


class State(models.TextChoices):
    """Where a batch stands on its road."""

    UPLOADED = "uploaded", _("待对列")
    MATCHED = "matched", _("待检查")
    PREVIEWED = "previewed", _("待确认")
    IMPORTED = "imported", _("已导入")
    UNDONE = "undone", _("已撤销")
    ABANDONED = "abandoned", _("没有导入")


MOVES: dict[str, frozenset[str]] = {
    State.UPLOADED: frozenset({State.MATCHED, State.ABANDONED}),
    State.MATCHED: frozenset({State.MATCHED, State.PREVIEWED, State.ABANDONED}),
    State.PREVIEWED: frozenset({State.MATCHED, State.IMPORTED, State.ABANDONED}),
    State.IMPORTED: frozenset({State.UNDONE}),
    State.UNDONE: frozenset(),
    State.ABANDONED: frozenset(),
}


class Verdict(models.TextChoices):
    """What the check said of a row."""

    UNSEEN = "", _("未检查")
    GOOD = "good", _("没有问题")
    DIFFERS = "differs", _("和已有的不一样")
    BAD = "bad", _("有错")


class Outcome(models.TextChoices):
    """What became of a row."""

    NONE = "", _("没有导入")
    NEW = "new", _("新增")
    CHANGED = "changed", _("更新")
    SAME = "same", _("没有变化")
    UNDONE = "undone", _("已撤销")
    KEPT = "kept", _("撤不掉")


class Owned(models.Model):
    """A row of somebody's import: it lies where her post lies, and belongs to nobody else."""

    county_id = models.IntegerField(_("区县"), null=True)
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)
    organisation_id = models.UUIDField(_("机构"), null=True)

    class Meta:
        abstract = True


AREAS = ("county_id", "town_id", "community_id", "grid_id", "organisation_id")


class BatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, actor: Actor) -> "BatchQuerySet":
        """A batch is seen in the post that uploaded it and nowhere else."""
        return self.filter(owner_id=actor.post) if actor.post else self.none()


class ImportBatch(Owned):
    """导入: one uploaded table on its way in. ``work`` names what the worker is doing with it ("" nothing)."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **dict.fromkeys(AREAS, Sensitivity.PLAIN), "kind": Sensitivity.PLAIN, "file_name": Sensitivity.CONTACT,
        "sha256": Sensitivity.PLAIN, "header": Sensitivity.PLAIN, "sheets": Sensitivity.PLAIN,
        "others": Sensitivity.PLAIN, "skipped": Sensitivity.CONTACT, "mapping": Sensitivity.PLAIN,
        "work": Sensitivity.PLAIN, "note": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("导入什么"), max_length=40)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    owner = models.ForeignKey(Post, models.PROTECT, related_name="imports")
    state = models.CharField(_("进度"), max_length=10, choices=State.choices, default=State.UPLOADED)
    header = models.JSONField(_("表头"), default=list)
    sheets = models.JSONField(_("读了的工作表"), default=list)
    others = models.JSONField(_("没有读的工作表"), default=list)
    skipped = models.JSONField(_("跳过的行"), default=list)
    mapping = models.JSONField(_("列的对应"), default=dict)
    rows = models.IntegerField(_("行数"), default=0)
    good = models.IntegerField(_("可以导入"), default=0)
    differing = models.IntegerField(_("和已有的不一样"), default=0)
    bad = models.IntegerField(_("有错"), default=0)
    made = models.IntegerField(_("新增"), default=0)
    changed = models.IntegerField(_("更新"), default=0)
    kept = models.IntegerField(_("撤不掉"), default=0)
    work = models.CharField(_("正在做"), max_length=10, blank=True)
    work_since = models.DateTimeField(null=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    imported_at = models.DateTimeField(_("导入时间"), null=True)
    undo_until = models.DateTimeField(_("撤销期限"), null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    cleared_at = models.DateTimeField(_("内容清除时间"), null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入")
        indexes = [models.Index("owner", F("uploaded_at").desc(), name="batch_owner")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def areas(self) -> dict[str, Any]:
        """The area columns, to be written on its rows."""
        return {name: getattr(self, name) for name in AREAS}


class RowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, actor: Actor) -> "RowQuerySet":
        """Rows are seen with their batch."""
        return self.filter(batch__owner_id=actor.post) if actor.post else self.none()


class ImportRow(Owned):
    """One line of the table: its cells, what the check found, what was made of it; all three sealed as JSON."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **dict.fromkeys(AREAS, Sensitivity.PLAIN), "sheet": Sensitivity.PLAIN, "cells_sealed": Sensitivity.SPECIAL,
        "finding_sealed": Sensitivity.SPECIAL, "made_sealed": Sensitivity.SPECIAL, "differing": Sensitivity.PLAIN,
        "take": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="lines")
    position = models.IntegerField(_("次序"))
    sheet = models.CharField(_("工作表"), max_length=60)
    number = models.IntegerField(_("行号"))
    cells_sealed = SealedColumn(_("内容"))
    finding_sealed = SealedColumn(_("检查结果"))
    made_sealed = SealedColumn(_("导入结果"))
    verdict = models.CharField(_("检查"), max_length=8, choices=Verdict.choices, default=Verdict.UNSEEN, blank=True)
    differing = ArrayField(models.CharField(max_length=40), verbose_name=_("不一样的栏"), default=list)
    take = ArrayField(models.CharField(max_length=40), verbose_name=_("用表里的栏"), default=list)
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    cells_text = SealedText("cells_sealed")
    finding_text = SealedText("finding_sealed")
    made_text = SealedText("made_sealed")

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入的行")
        constraints = [models.UniqueConstraint("batch", "position", name="row_stands_once_in_its_batch")]
        indexes = [models.Index("batch", "verdict", "position", name="row_batch_verdict")]

    @property
    def cells(self) -> list[str]:
        """The texts of the line."""
        return list(json.loads(self.cells_text or "[]"))

    @property
    def finding(self) -> dict[str, Any]:
        """What the check found: ``errors``, ``meets``, ``person``, ``differences``."""
        return dict(json.loads(self.finding_text or "{}"))

    @property
    def made(self) -> dict[str, Any]:
        """What :meth:`Importer.undo` needs."""
        return dict(json.loads(self.made_text or "{}"))


def packed(column: str, row: object, value: object) -> bytes | None:
    """Return ``value`` as the sealed JSON of one row's column."""
    return sealed(ImportRow, column, row, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


class ColumnMemory(models.Model):
    """What a post answered last time for a table with the same header."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("列的记忆")
        constraints = [
            models.UniqueConstraint("post", "kind", "fingerprint", name="header_is_remembered_once_per_post")
        ]
