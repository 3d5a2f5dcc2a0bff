"""What a supervisor leaves in the record: a comment answered and settled, a note read, a case looked at."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet
from linli.practice.models.groups import GroupSession, OfGroup, OfGroupQuerySet
from linli.practice.models.plans import CaseComment
from linli.practice.models.sessions import CaseSession
from linli.records.models import ServiceRecord


class CommentReply(OfCase):
    """回批注: what the team answers to a word in the margin, or (``settles``) that it is settled. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "case": Sensitivity.PLAIN, "text_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    comment = models.ForeignKey(CaseComment, models.PROTECT, related_name="replies")
    settles = models.BooleanField(_("说清楚了"), default=False)
    text_sealed = SealedColumn(_("回复"))
    text = SealedText("text_sealed")
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    objects = OfCaseQuerySet["CommentReply"].as_manager()

    class Meta:
        verbose_name = _("回批注")
        constraints = [
            models.UniqueConstraint("comment", condition=Q(settles=True), name="comment_is_settled_once"),
        ]
        indexes = [models.Index("comment", "at", name="reply_comment")]


class Reading(models.Model):
    """已阅: a supervisor has read what was written down, alone or ticked with others. Only added."""

    reader = models.UUIDField(_("谁看的"))
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True)
    at = models.DateTimeField(_("时间"))
    together = models.BooleanField(_("和别的一起勾的"), default=False)

    class Meta:
        abstract = True


class NoteReading(Reading, OfCase):
    """A supervisor has read a session's record."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "case": Sensitivity.PLAIN, "by_name": Sensitivity.PLAIN}

    session = models.ForeignKey(CaseSession, models.PROTECT, related_name="readings")

    objects = OfCaseQuerySet["NoteReading"].as_manager()

    class Meta:
        verbose_name = _("已阅")
        constraints = [models.UniqueConstraint("session", "reader", name="note_is_read_once")]


class MeetingReading(Reading, OfGroup):
    """A supervisor has read what the team wrote about a session of its group; corrected, it is a record to be read."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "by_name": Sensitivity.PLAIN}

    session = models.ForeignKey(GroupSession, models.PROTECT, related_name="readings")
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="+")

    objects = OfGroupQuerySet["MeetingReading"].as_manager()

    class Meta:
        verbose_name = _("小组记录已阅")
        constraints = [models.UniqueConstraint("record", "reader", name="meeting_is_read_once")]


class CaseSight(OfCase):
    """看过了: when a supervisor last said that she has looked at a case; what came after is what changed."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "case": Sensitivity.PLAIN}

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    user_id = models.UUIDField(_("谁"))
    at = models.DateTimeField(_("时间"))

    objects = OfCaseQuerySet["CaseSight"].as_manager()

    class Meta:
        verbose_name = _("看过了")
        constraints = [models.UniqueConstraint("case", "user_id", name="case_is_seen_by_each_once")]
        indexes = [models.Index("user_id", "case", F("at").desc(), name="sight_case")]
