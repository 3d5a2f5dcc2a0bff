"""个案: the file, its road, and who works in it. Who is not named in the team does not learn what is in a file."""

from typing import TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post, Role
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.outreach.models import HardshipLead
from linli.people.models import PLACED, AccessGrant, BackgroundCheck, Person, Placed
from linli.places.models import ServicePoint
from linli.records.models import Undertaking

M = TypeVar("M", bound=models.Model)


class State(models.TextChoices):
    """Where a case stands: the six stages of MZ/T 094-2017, and the ways off the road."""

    INTAKE = "intake", _("接案")
    ASSESSMENT = "assessment", _("预估")
    PLANNING = "planning", _("计划")
    INTERVENTION = "intervention", _("介入")
    EVALUATION = "evaluation", _("评估")
    CLOSED = "closed", _("结案")
    SUSPENDED = "suspended", _("暂停")
    REFUSED = "refused", _("没有接案")
    CONSULTED = "consulted", _("只做咨询")
    REFERRED = "referred", _("转给别处")


STAGES = (
    State.INTAKE, State.ASSESSMENT, State.PLANNING, State.INTERVENTION, State.EVALUATION, State.CLOSED,
)  # fmt: skip
WORKED = frozenset({State.ASSESSMENT, State.PLANNING, State.INTERVENTION, State.EVALUATION})
OPEN = frozenset({State.INTAKE, State.SUSPENDED, *WORKED})
ENDS = frozenset({State.CLOSED, State.REFUSED, State.CONSULTED, State.REFERRED})
RUNNING, OVER = (sorted(state.value for state in some) for some in (OPEN, ENDS))

# verb: from where, to where. Resuming goes back to where the case stood (``CaseFile.stood``).
MOVES: dict[str, tuple[frozenset[State], State]] = {
    "accept": (frozenset({State.INTAKE}), State.ASSESSMENT),
    "refuse": (frozenset({State.INTAKE}), State.REFUSED),
    "consult": (frozenset({State.INTAKE}), State.CONSULTED),
    "refer_on": (frozenset({State.INTAKE}), State.REFERRED),
    "assess": (frozenset({State.ASSESSMENT}), State.PLANNING),
    "agree": (frozenset({State.PLANNING}), State.INTERVENTION),
    "evaluate": (frozenset({State.INTERVENTION}), State.EVALUATION),
    "go_on": (frozenset({State.EVALUATION}), State.INTERVENTION),
    "reassess": (frozenset({State.PLANNING, State.INTERVENTION, State.EVALUATION}), State.ASSESSMENT),
    "suspend": (WORKED, State.SUSPENDED),
    "resume": (frozenset({State.SUSPENDED}), State.INTERVENTION),
    "close": (frozenset({*WORKED, State.SUSPENDED}), State.CLOSED),
    "reopen": (frozenset({State.CLOSED}), State.ASSESSMENT),
}


class Source(models.TextChoices):
    """How a client came."""

    SELF = "self", _("自己来求助")
    OUTREACH = "outreach", _("走访发现")
    REFERRAL = "referral", _("别处转来")


class Risk(models.TextChoices):
    """How pressing a case is; ``UNKNOWN`` until it has been assessed."""

    UNKNOWN = "", _("还没评")
    LOW = "low", _("低")
    MEDIUM = "medium", _("中")
    HIGH = "high", _("高")


def reach(actor: Actor) -> Q:
    """Return the filter for rows that lie in an actor's reach; a post held in an organisation has none here."""
    return Q(pk__in=()) if actor.scope.organisation is not None else actor.scope.q()


def runs(person: str = "pk") -> Func:
    """Ask, past the teams, for a person's case that is not over: NULL for none, else whether it is hidden."""
    return Func(F(person), function="practice_case_runs", output_field=models.BooleanField())


def has_one(client: UUID) -> bool:
    """Tell whether somebody has a case that is not over, whoever works in it, also under a file merged into hers."""
    hers = Person.objects.filter(Q(pk=client) | Q(merged_into=client))
    return any(hidden is not None for hidden in hers.values_list(runs(), flat=True))


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def visible_to(self, actor: Actor) -> "CaseFileQuerySet":
        """Return the files an actor may open: her team's; the head of the station's own; by broken glass a child's.

        Nobody else, however high her post, opens a file (docs/adr/0021).
        """
        if actor.channel == Channel.JOB:
            return self
        if actor.post is None:
            return self.none()
        inside = self.inside(actor)
        if actor.role == Role.STATION_LEAD:
            return inside
        return inside.filter(Exists(team_of(actor)) | Exists(_glass_of(actor)))

    def inside(self, actor: Actor) -> "CaseFileQuerySet":
        """Return the files that lie in an actor's reach, whoever may open them; a post in an organisation has none."""
        return self.filter(reach(actor))

    def standing(self) -> "CaseFileQuerySet":
        """Return the cases that are open."""
        return self.filter(state__in=OPEN)


def team_of(actor: Actor) -> "models.QuerySet[CaseWorker]":
    """Return the rows that name an actor in the team of a case (``OuterRef("pk")``), as of now."""
    return CaseWorker.objects.filter(
        case=OuterRef("pk"), post__in=[actor.post], user_id__in=[actor.user], starts_at__lte=timezone.now()
    ).filter(Q(ended_at=None) | Q(ended_at__gt=timezone.now()))


def _glass_of(actor: Actor) -> "models.QuerySet[AccessGrant]":
    now = timezone.now()
    return AccessGrant.objects.filter(
        person=OuterRef("client"), kind=AccessGrant.Kind.BREAK_GLASS, grantee_id=actor.post,
        grantee_user__in=[actor.user], closed_at=None, starts_at__lte=now, until__gt=now,
    )  # fmt: skip


class CaseFile(Placed):
    """个案: one client, one file, from first contact to the last follow-up.

    ``natures`` say what makes it more than ordinary (pack ``practice``); some of them hide even that the case exists.
    ``undertaking`` is what its records belong to, from the moment it is accepted; that says which programme they count
    to, begun with the one the case was ``opened_under``.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "number": Sensitivity.PLAIN, "client": Sensitivity.SPECIAL, "natures": Sensitivity.SPECIAL,
        "problem_sealed": Sensitivity.SPECIAL, "signs": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("编号"), max_length=20)
    client = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    lead = models.OneToOneField(HardshipLead, models.PROTECT, null=True, related_name="case")
    undertaking = models.OneToOneField(Undertaking, models.PROTECT, null=True, related_name="case")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, null=True, related_name="+")
    opened_under = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+", verbose_name=_("归到项目"))
    state = models.CharField(_("阶段"), max_length=14, choices=State.choices, default=State.INTAKE)
    stood = models.CharField(_("暂停前"), max_length=14, choices=State.choices, blank=True)
    source = models.CharField(_("怎么来的"), max_length=10, choices=Source.choices)
    natures = ArrayField(models.CharField(max_length=20), verbose_name=_("特别情况"), default=list)
    hidden = models.BooleanField(_("连有没有个案也不说"), default=False)
    risk = models.CharField(_("风险"), max_length=6, choices=Risk.choices, blank=True)
    signs = ArrayField(models.CharField(max_length=40), verbose_name=_("情况"), default=list)
    problem_sealed = SealedColumn(_("来求助的事"))
    problem = SealedText("problem_sealed")
    opened_at = models.DateTimeField(_("登记时间"))
    opened_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    due_on = models.DateField(_("这一步到期"), null=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("个案")
        constraints = [
            models.UniqueConstraint("county_id", "number", name="case_number_is_given_once"),
            models.UniqueConstraint("client", condition=Q(state__in=RUNNING), name="client_has_one_open_case"),
            models.CheckConstraint(
                condition=Q(state__in=["intake", "refused", "consulted", "referred"]) | Q(undertaking__isnull=False),
                name="accepted_case_has_its_undertaking",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER, closed_at__isnull=False) | ~Q(state__in=OVER),
                name="ended_case_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | ~Q(stood=""), name="suspended_case_stood_somewhere"
            ),
        ]
        indexes = [
            models.Index("county_id", "state", "due_on", "id", name="case_county_state"),
            models.Index("town_id", "state", "due_on", "id", name="case_town_state"),
            models.Index("client", F("opened_at").desc(), name="case_client"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """True until the case has ended."""
        return self.state in OPEN


class OfCaseQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "OfCaseQuerySet[M]":
        """Return the rows of the files an actor may open."""
        return self.filter(case__in=CaseFile.objects.visible_to(actor))


class CaseWorker(Placed):
    """One post in the team of a case: the worker responsible, a colleague, the supervisor. Ended, never removed.

    Whoever works with a child has a check of offence records without an entry (``clearance``). In a crisis somebody
    may begin without one when a second adult is there and the supervisor approves; that ends with ``ended_at``.
    ``locked`` rows open the file once somebody else has approved them (``approved_by``), until the day that is over
    (``approved_until``): a sight that nobody asks about again does not last.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "user_id": Sensitivity.PLAIN, "part": Sensitivity.PLAIN, "second_adult": Sensitivity.CONTACT,
    }  # fmt: skip

    class Part(models.TextChoices):
        OWNER = "owner", _("主责社工")
        COLLEAGUE = "colleague", _("协同")
        SUPERVISOR = "supervisor", _("督导")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="team")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    user_id = models.UUIDField(_("谁"))
    part = models.CharField(_("分工"), max_length=10, choices=Part.choices)
    child = models.BooleanField(_("服务对象是孩子"), default=False)
    clearance = models.ForeignKey(BackgroundCheck, models.PROTECT, null=True, related_name="+")
    locked = models.BooleanField(_("要批准才能打开"), default=False)
    second_adult = models.CharField(_("在场的另一位成年人"), max_length=50, blank=True)
    approved_by = models.UUIDField(_("谁批准的"), null=True)
    approved_until = models.DateField(_("批准到哪天"), null=True)
    lapsed_at = models.DateTimeField(_("什么时候说过到期"), null=True)
    starts_at = models.DateTimeField(_("起"))
    ended_at = models.DateTimeField(_("止"), null=True)
    given_by = models.UUIDField(_("谁定的"), null=True)

    objects = OfCaseQuerySet["CaseWorker"].as_manager()

    class Meta:
        verbose_name = _("个案团队")
        constraints = [
            models.UniqueConstraint("case", "post", condition=Q(ended_at=None), name="post_is_in_a_team_once"),
            models.UniqueConstraint("case", condition=Q(ended_at=None, part="owner"), name="case_has_one_owner"),
            models.CheckConstraint(
                condition=Q(child=False) | Q(clearance__isnull=False)
                | (~Q(second_adult="") & Q(approved_by__isnull=False, ended_at__isnull=False)),
                name="child_is_worked_with_by_the_checked",
            ),
            models.CheckConstraint(condition=~Q(approved_by=F("user_id")), name="nobody_approves_herself"),
            models.CheckConstraint(
                condition=Q(locked=False) | Q(approved_by=None) | Q(approved_until__isnull=False),
                name="approval_of_a_locked_file_ends",
            ),
        ]  # fmt: skip
        indexes = [models.Index("post", "case", name="team_post", condition=Q(ended_at=None))]

    @property
    def has_lapsed(self) -> bool:
        """True when somebody approved and that is over."""
        return self.approved_until is not None and self.approved_until < timezone.localdate()

    @property
    def is_shut(self) -> bool:
        """True while the file is locked to this member: nobody has approved, or not any more."""
        return self.locked and (self.approved_by is None or self.has_lapsed)


def shut_rows() -> Q:
    """Return the filter for rows of a team whose file is locked to them, as :attr:`CaseWorker.is_shut`."""
    return Q(locked=True) & (Q(approved_by=None) | Q(approved_until__lt=timezone.localdate()))


class OfCase(Placed):
    """A row of a case: it lies where the case lies and is read by whoever may open the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True
