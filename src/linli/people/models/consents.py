"""同意: every word given, narrowed or taken back is a row of its own, and the words it was given to are kept."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models.persons import PLACED, Person, Placed, PlacedQuerySet


class ConsentText(models.Model):
    """同意书的文字: what was said to those who were asked, kept under its own hash."""

    privacy = Privacy.PUBLIC

    digest = models.CharField(_("校验值"), max_length=64, primary_key=True)
    purpose = models.CharField(_("做什么用"), max_length=40)
    version = models.IntegerField(_("版本"))
    body = models.TextField(_("文字"))
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("同意书文字")


class ConsentEvent(Placed):
    """One turn of a person's will: person × purpose × data class × recipient × words × who × how × evidence.

    Rows are only added. ``act`` joins the rows of one sitting. What changes the person herself (another guardian, 14,
    18) names no purpose: it touches all of them.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "purpose": Sensitivity.PLAIN, "data_class": Sensitivity.PLAIN,
        "recipient": Sensitivity.PLAIN, "text": Sensitivity.PLAIN, "giver": Sensitivity.CONTACT,
        "evidence": Sensitivity.CONTACT,
    }  # fmt: skip

    class Kind(models.TextChoices):
        GIVEN = "given", _("同意")
        NARROWED = "narrowed", _("缩小范围")
        WITHDRAWN = "withdrawn", _("收回")
        EXPIRED = "expired", _("到期")
        GUARDIAN_CHANGED = "guardian_changed", _("监护人变了")
        TURNED_14 = "turned_14", _("满14岁")
        TURNED_18 = "turned_18", _("满18岁")

    class Giver(models.TextChoices):
        SELF = "self", _("本人")
        GUARDIAN = "guardian", _("监护人")
        PROXY = "proxy", _("受托的家人")

    class How(models.TextChoices):
        SPOKEN = "spoken", _("当面口头")
        PAPER = "paper", _("纸上签字")
        SCREEN = "screen", _("屏幕上签字")
        DESK = "desk", _("在前台")
        PHONE = "phone", _("本人手机上")

    ABOUT_HERSELF = (Kind.GUARDIAN_CHANGED, Kind.TURNED_14, Kind.TURNED_18)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    act = models.UUIDField(_("同一次"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("怎么样"), max_length=20, choices=Kind.choices)
    purpose = models.CharField(_("做什么用"), max_length=40, blank=True)
    data_class = models.CharField(_("哪一类信息"), max_length=40, blank=True)
    recipient = models.CharField(_("给谁"), max_length=40, blank=True)
    text = models.ForeignKey(ConsentText, models.PROTECT, null=True, related_name="+")
    given_by = models.CharField(_("谁说的"), max_length=10, choices=Giver.choices, blank=True)
    giver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    how = models.CharField(_("怎么说的"), max_length=10, choices=How.choices, blank=True)
    evidence = models.CharField(_("凭据"), max_length=100, blank=True)
    until = models.DateField(_("到哪天"), null=True)
    at = models.DateTimeField(_("时间"))
    noted_by = models.UUIDField(_("谁记的"), null=True)
    noted_post = models.UUIDField(_("记的人的岗位"), null=True)

    objects = PlacedQuerySet["ConsentEvent"].as_manager()

    class Meta:
        verbose_name = _("同意")
        indexes = [
            models.Index("person", F("at").desc(), F("id").desc(), name="consent_person_at"),
            models.Index("county_id", "purpose", name="consent_county_purpose"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["guardian_changed", "turned_14", "turned_18"], purpose="")
                | (
                    Q(kind__in=["given", "narrowed", "withdrawn", "expired"])
                    & ~Q(purpose="") & ~Q(data_class="") & ~Q(recipient="")
                ),
                name="consent_names_what_it_is_about",
            ),
            models.CheckConstraint(
                condition=~Q(kind="given") | (Q(text__isnull=False) & ~Q(given_by="") & ~Q(how="")),
                name="consent_is_given_to_words_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(given_by__in=["", "self"], giver=None)
                | Q(given_by__in=["guardian", "proxy"], giver__isnull=False),
                name="who_speaks_for_another_is_named",
            ),
            models.CheckConstraint(condition=~Q(giver=F("person")), name="nobody_speaks_for_herself_as_another"),
            models.UniqueConstraint(
                "person", "kind", condition=Q(kind__in=["turned_14", "turned_18"]), name="a_birthday_comes_once"
            ),
        ]  # fmt: skip
