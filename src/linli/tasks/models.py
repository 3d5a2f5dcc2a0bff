"""待办: drafts that lose nothing, and todos with an owner and a due day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Actor) -> "DraftQuerySet":
        """A draft is its writer's alone."""
        return self.filter(owner_id=actor.post) if actor.post else self.none()


class Draft(models.Model):
    """草稿: what has been filled in so far, kept at every change. Its id becomes the key of what is made from it."""

    privacy = Privacy.PERSONAL
    sensitivity = {"body_sealed": Sensitivity.SPECIAL, "owner": Sensitivity.PLAIN, "form": Sensitivity.PLAIN}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Post, models.CASCADE, related_name="drafts")
    form = models.CharField(_("表单"), max_length=40)
    body_sealed = SealedColumn(_("内容"))
    body = SealedText("body_sealed")
    version = models.IntegerField(_("版本"), default=1)
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("草稿")
        indexes = [models.Index("owner", "form", F("saved_at").desc(), name="draft_owner")]


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Actor) -> "TaskQuerySet":
        """Return the tasks of the actor's own post, those left to her role at her place, and those she gave others."""
        if actor.post is None:
            return self.none()
        return self.filter(mine(actor) | Q(opened_by_id=actor.post))


def mine(actor: Actor) -> Q:
    """Return the filter for what is the actor's to do: owned by her post, or left to her role at her place.

    A post held in an organisation alone has no place that something could be left at.
    """
    own = Q(owner_id=actor.post)
    if actor.scope.organisation is not None:
        return own
    return own | (Q(owner=None, role=actor.role) & actor.scope.q())


class Task(models.Model):
    """待办: something to do, by a post or by a role at a place, with a day it is due. The database wants both."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        "title": Sensitivity.CONTACT, "person": Sensitivity.PLAIN, "kind": Sensitivity.PLAIN, "role": Sensitivity.PLAIN,
        "subject_kind": Sensitivity.PLAIN, "outcome": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("要做什么"), max_length=120)
    owner = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="tasks")
    role = models.CharField(_("角色"), max_length=20, blank=True)
    opened_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)
    person = models.UUIDField(_("居民"), null=True)
    subject_kind = models.CharField(_("对象类别"), max_length=40, blank=True)
    subject = models.UUIDField(_("对象"), null=True)
    due_on = models.DateField(_("到期"))
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    done_by = models.UUIDField(_("谁完成的"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("待办")
        constraints = [
            models.CheckConstraint(condition=Q(owner__isnull=False) | ~Q(role=""), name="task_has_an_owner"),
        ]
        indexes = [
            models.Index("owner", "due_on", "id", name="task_owner_due", condition=Q(done_at=None)),
            models.Index("county_id", "role", "due_on", "id", name="task_role_due", condition=Q(done_at=None)),
            models.Index("opened_by", "due_on", "id", name="task_opened_due", condition=Q(done_at=None)),
        ]
