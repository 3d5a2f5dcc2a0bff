"""Forms of buying: the draft with its items, a bid, a judge's sheet, short sentences, the contract."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.models import Post, Role
from linli.directory.models import Organisation, OrganisationKind, Programme
from linli.kernel.policy import Refused
from linli.papers.scans import scanned
from linli.projects.forms.fields import MoneyField, RowForm, day
from linli.projects.models import Bid, ServiceProject, Tender, TenderCriterion
from linli.projects.procurement import promises
from linli.projects.procurement.packs import Method
from linli.projects.procurement.told import BidTold, CriterionTold, Given, Offer, TenderTold
from linli.workforce.models import Worker

AGENCIES = (OrganisationKind.AGENCY, OrganisationKind.SOCIAL)
MOST_INVITED, LARGEST_TEMPLATE = 200, 2 * 1024 * 1024
PAPERS = {"accept": "application/pdf,image/*"}


class CriterionForm(RowForm):
    """One item that bids are scored by."""

    name = forms.CharField(label=gettext_lazy("评审项"), max_length=100, required=False)
    weight = forms.IntegerField(label=gettext_lazy("多少分"), min_value=1, max_value=100, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("怎么评"), choices=TenderCriterion.Kind.choices)

    def told(self) -> CriterionTold:
        """Return the row as the verb takes it."""
        return CriterionTold(self.cleaned_data["name"], self.cleaned_data["weight"] or 0, self.cleaned_data["kind"])


class TenderForm(forms.Form):
    """How a project is bought."""

    method = forms.ChoiceField(label=gettext_lazy("采购方式"))
    closes_on = day(
        gettext_lazy("投标到哪天为止"), help_text=gettext_lazy("这一天还算在内，24 时截止，以服务器的时间为准。")
    )
    requirements = forms.CharField(
        label=gettext_lazy("对机构的要求"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    fixed = forms.BooleanField(label=gettext_lazy("固定价，比工时"), required=False)
    bond_percent = forms.IntegerField(
        label=gettext_lazy("履约保证金（合同价的百分之几）"), required=False, min_value=0, max_value=100
    )
    basis = forms.CharField(label=gettext_lazy("依据（采购文件的文号）"), max_length=300)
    publisher = forms.CharField(label=gettext_lazy("公告单位"), max_length=100)
    telephone = forms.CharField(label=gettext_lazy("联系电话"), max_length=40)
    invited = forms.ModelMultipleChoiceField(
        label=gettext_lazy("请哪几家（邀请、谈判、询价、单一来源要选）"), queryset=Organisation.objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, project: ServiceProject, methods: dict[str, Method], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["method"]
        choice.choices = [(code, one.name) for code, one in methods.items()]
        field: Any = self.fields["invited"]
        rows = Organisation.objects.filter(county_id=project.county_id, closed_on=None, kind__in=AGENCIES)
        keys = rows.order_by("name").values_list("pk", flat=True)[:MOST_INVITED]
        field.queryset = Organisation.objects.filter(pk__in=list(keys)).order_by("name")

    def told(self, criteria: list[CriterionTold]) -> TenderTold:
        """Return the draft as the verb takes it."""
        facts: dict[str, Any] = dict(self.cleaned_data)
        return TenderTold(criteria=tuple(criteria), invited=tuple(facts.pop("invited")), **facts)


class JudgeForm(forms.Form):
    """Whom to ask as a judge."""

    post = forms.ModelChoiceField(
        label=gettext_lazy("评审专家"), queryset=Post.objects.none(), empty_label=gettext_lazy("请选"),
        error_messages={"required": gettext_lazy("请选一位评审专家。")},
    )  # fmt: skip

    def __init__(self, *args: Any, by: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["post"]
        rows = Post.objects.visible_to(by).in_force(today).filter(role=Role.BID_JUDGE)
        field.queryset = rows.select_related("user", "place", "organisation").order_by("user__name")
        field.label_from_instance = lambda post: f"{post.user.name} · {post.place or post.organisation}"


class WhyForm(forms.Form):
    """One sentence that says why."""

    why = forms.CharField(label=gettext_lazy("为什么（一句话，会公开）"), max_length=300)


class ProposeForm(forms.Form):
    """Who is to win."""

    bid = forms.ModelChoiceField(label=gettext_lazy("成交机构"), queryset=Bid.objects.none(), empty_label=None)
    why = forms.CharField(label=gettext_lazy("不是第一名的，写为什么"), max_length=300, required=False)

    def __init__(self, *args: Any, tender: Tender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["bid"]
        rows = tender.bids.exclude(rank=None) if tender.opened_at is not None else tender.bids.none()
        field.queryset = rows.select_related("organisation").order_by("rank")
        field.label_from_instance = lambda bid: _("第 %(rank)s 名 %(agency)s") % {
            "rank": bid.rank, "agency": bid.organisation.name,
        }  # fmt: skip


class DrawForm(forms.Form):
    """The contract to be drawn."""

    number = forms.CharField(label=gettext_lazy("合同编号"), max_length=60)
    price = MoneyField(label=gettext_lazy("合同价（元）"))


class SignForm(forms.Form):
    """The signed and sealed contract."""

    on = day(gettext_lazy("签合同的日期"))
    scan = forms.FileField(
        label=gettext_lazy("盖好章的合同（PDF 或照片）"), widget=forms.FileInput(attrs=PAPERS),
        error_messages={"required": gettext_lazy("请传盖好章的合同。")},
    )  # fmt: skip
    programme = forms.ModelChoiceField(
        label=gettext_lazy("已经在用的资金用途"), queryset=Programme.objects.none(), required=False,
        empty_label=gettext_lazy("新开一个"),
    )  # fmt: skip

    def __init__(self, *args: Any, project: ServiceProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        field.queryset = Programme.objects.filter(county_id=project.county_id, service_project=None).order_by("name")


class ContractTemplateForm(forms.Form):
    """A county's own Word template of its contracts."""

    file = forms.FileField(
        label=gettext_lazy("Word 模板(.docx)"), error_messages={"required": gettext_lazy("请选一个文件。")},
        help_text=gettext_lazy("不超过 2 MB。传上来会先检查，有不认识的标记会告诉您是哪一个。"),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large or no Word file by name."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TEMPLATE:
            raise forms.ValidationError(_("文件超过 2 MB 了，模板里的图片请压小一些。"))
        if not file.name.lower().endswith(".docx"):
            raise forms.ValidationError(_("请传 .docx 文件。.doc 请先在 Word 或 WPS 里另存为 .docx。"))
        return file


class BidForm(forms.Form):
    """What an agency offers: text and file, an amount for each budget line, hours, promises, who works in it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=gettext_lazy("服务方案"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("评审是匿名的，方案和文件里不要写机构和人的名字。"),
        error_messages={"required": gettext_lazy("请写服务方案。")},
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("方案文件（PDF 或照片，不超过 10MB）"), required=False,
        widget=forms.FileInput(attrs=PAPERS),
    )  # fmt: skip

    def __init__(
        self, *args: Any, tender: Tender, hours: bool, workers: list[Worker], offer: Offer | None,
        team: dict[UUID, str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.workers = workers
        before = dict(offer.lines) if offer is not None else {}
        self.count = len(tender.content["budgetlines"])
        for n, row in enumerate(tender.content["budgetlines"]):
            label = _("%(name)s（元）") % {"name": row["name"]}
            self.fields[f"line{n}"] = MoneyField(label=label, initial=before.get(row["name"]))
        if hours:
            self.fields["hours"] = forms.IntegerField(
                label=_("全期一共做多少小时（工时）"), min_value=1, initial=offer.hours if offer is not None else None
            )
        self.promised = promises.asked(tender.content)
        promised = dict(offer.promises) if offer is not None else {}
        for n, row in enumerate(self.promised):
            label = _("%(name)s（方案要 %(n)d %(unit)s）") % {
                "name": row["name"],
                "n": row["target"],
                "unit": row["unit"],
            }
            self.fields[f"promise{n}"] = forms.IntegerField(
                label=label, required=False, min_value=1, initial=promised.get(row["name"])
            )
        parts = [row["title"] for row in tender.content["stafflines"]] or [_("成员")]
        for one in workers:
            self.fields[f"part-{one.pk}"] = forms.ChoiceField(
                label=one.name, required=False, choices=[("", _("不在团队里")), *((part, part) for part in parts)],
                initial=team.get(one.pk, ""),
            )  # fmt: skip
        if offer is not None:
            self.fields["words"].initial = offer.words
        if "file" in self.fields and offer is not None and offer.file:
            self.fields["file"].help_text = _("已经传过一份；再传就换掉。")

    def clean_file(self) -> Any:
        """Take the file in, made anew."""
        file = self.cleaned_data.get("file")
        try:
            return scanned(file, "file") if file else None
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def told(self) -> BidTold:
        """Return the bid as the verb takes it."""
        facts = self.cleaned_data
        team = tuple((one.pk, facts[f"part-{one.pk}"]) for one in self.workers if facts[f"part-{one.pk}"])
        lines = tuple(facts[f"line{n}"] for n in range(self.count))
        told = [(row["name"], facts[f"promise{n}"]) for n, row in enumerate(self.promised)]
        promised = tuple((name, amount) for name, amount in told if amount is not None)
        return BidTold(facts["words"], lines, facts.get("hours"), team, facts["file"], promised)

    def parts(self) -> dict[str, list[Any]]:
        """Return the fields as they stand on the page: what is offered, for how much, promised, by whom."""
        named = {"line": "prices", "hour": "prices", "prom": "promises", "part": "people"}
        found: dict[str, list[Any]] = {"offer": [], "prices": [], "promises": [], "people": []}
        for field in self:
            found[named.get(field.name[:4], "offer")].append(field)
        return found


class SheetForm(forms.Form):
    """A judge's sheet: a field for each bid and item that is judged."""

    def __init__(self, *args: Any, bids: list[Bid], items: list[TenderCriterion], given: Given, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells: dict[str, tuple[UUID, UUID]] = {}
        for bid in bids:
            for item in items:
                name = f"{bid.pk}.{item.pk}"
                self.cells[name] = (bid.pk, item.pk)
                label = _("%(letter)s · %(name)s（0–%(most)d 分）") % {
                    "letter": bid.letter, "name": item.name, "most": item.weight,
                }  # fmt: skip
                self.fields[name] = forms.DecimalField(
                    label=label, required=False, min_value=0, max_value=item.weight, max_digits=4, decimal_places=1,
                    step_size=Decimal("0.5"), initial=given.get((bid.pk, item.pk)), localize=False,
                )  # fmt: skip

    def told(self) -> Given:
        """Return the points that were given."""
        found = {cell: self.cleaned_data.get(name) for name, cell in self.cells.items()}
        return {cell: Decimal(points) for cell, points in found.items() if points is not None}

    def of(self, bid: Bid) -> list[Any]:
        """Return the fields of one bid."""
        return [self[name] for name, (key, _item) in self.cells.items() if key == bid.pk]


class DeclareForm(forms.Form):
    """Whether a judge stands aside."""

    conflict = forms.ChoiceField(
        label=gettext_lazy("这些机构里，有没有您任职、持股、有亲属任职，或者可能影响公正的？"),
        widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("没有，我可以评")), ("yes", gettext_lazy("有，我要回避"))],
        error_messages={"required": gettext_lazy("请选一个。")},
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)
