"""去世: said once with its day and its source; taken back exactly when it was said of the wrong person."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models.persons import PLACED, Person, Placed, PlacedQuerySet


class Death(Placed):
    """去世: the day, how it came to be known, and what ended with it (sealed, so that it can be taken back)."""

    privacy = Privacy.PERSONAL
    sensitivity: dict[str, Any] = {
        **PLACED, "person": Sensitivity.PLAIN, "source": Sensitivity.CONTACT, "before_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="deaths")
    died_on = models.DateField(_("去世日期"))
    source = models.CharField(_("怎么知道的"), max_length=100)
    said_by = models.UUIDField(_("谁记的"), null=True)
    said_at = models.DateTimeField(_("记录时间"), db_default=Now())
    taken_back_at = models.DateTimeField(_("收回时间"), null=True)
    before_sealed = SealedColumn(_("随之结束的"))
    before = SealedText("before_sealed")

    objects = PlacedQuerySet["Death"].as_manager()

    class Meta:
        verbose_name = _("去世")
        constraints = [
            models.UniqueConstraint("person", condition=Q(taken_back_at=None), name="person_dies_once"),
            models.CheckConstraint(condition=~Q(source=""), name="death_names_its_source"),
        ]
