"""The contract in Word: filled from the award and the plan, into the county's own template or ours."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from linli.directory.money import share, yuan
from linli.papers import word
from linli.projects.models import Contract, ContractTemplate, Milestone, Tender
from linli.projects.packs import region_of
from linli.projects.procurement.told import Offer

FILE = "contract.docx"  # packs/<region>/contract.docx is the template of a region that has brought none by the page
# The names a template may use, each with what it stands for.
KNOWN = {
    "number": "合同编号",
    "project": "项目名称",
    "project_number": "项目编号",
    "buyer": "购买方",
    "provider": "承接机构",
    "credit_code": "承接机构的统一社会信用代码",
    "price": "合同价（元）",
    "start": "服务从哪天",
    "end": "到哪天",
    "objective": "目标",
    "standards": "服务标准",
    "requirements": "采购公告里的要求",
    "indicators": "指标；每行有 name、meaning、target、unit、proof、promised（投标承诺，没有就是空）",
    "lines": "成交的报价；每行有 name、amount",
    "milestones": "付款；每行有 name、percent、amount、condition、planned",
    "staff": "人员；每行有 title、count、qualification",
    "bond": "履约保证金百分比，没有就是空",
    "method": "采购方式",
    "basis": "采购依据",
    "digest": "采购公告那一版方案的校验值",
    "printed": "打印日期",
}


def data_of(contract: Contract, offer: Offer, method: str) -> dict[str, Any]:
    """Return what a template is filled with: the plan as it was offered, lines and promises as they were bid."""
    project, award = contract.project, contract.award
    tender: Tender = award.tender
    plan, winner = tender.content, award.bid.organisation
    conditions = dict(Milestone.Condition.choices)
    promised = {name: str(amount) for name, amount in offer.promises}
    return {
        "number": contract.number, "project": project.name, "project_number": project.number,
        "buyer": tender.publisher, "provider": winner.name, "credit_code": winner.credit_code,
        "price": yuan(contract.price), "start": str(project.starts_on), "end": str(project.ends_on),
        "objective": plan["objective"], "standards": plan["standards"], "requirements": tender.requirements,
        "indicators": [
            {name: str(row[name]) for name in ("name", "meaning", "target", "unit", "proof")}
            | {"promised": promised.get(row["name"], "")}
            for row in plan["indicators"]
        ],
        "lines": [{"name": name, "amount": yuan(amount)} for name, amount in offer.lines],
        "milestones": [
            {
                "name": row["name"], "percent": row["percent"], "amount": yuan(share(contract.price, row["percent"])),
                "condition": str(conditions.get(row["condition"], row["condition"])), "planned": row["planned_on"],
            }
            for row in plan["milestones"]
        ],
        "staff": [{name: str(row[name]) for name in ("title", "count", "qualification")} for row in plan["stafflines"]],
        "bond": "" if tender.bond_percent is None else str(tender.bond_percent), "method": method,
        "basis": tender.basis, "digest": tender.digest, "printed": str(timezone.localdate()),
    }  # fmt: skip


def as_word(contract: Contract, offer: Offer, method: str) -> bytes:
    """Return the contract as a .docx. Raises ``Refused`` when the county's own template does not fit."""
    region = region_of(contract.project.place)
    return word.render(template_of(contract.project.county_id, region), data_of(contract, offer, method))


def newest(county: int) -> ContractTemplate | None:
    """Return the template that a county brought last, if it has one of its own."""
    return ContractTemplate.objects.filter(county=county).order_by("-uploaded_at").first()


def template_of(county: int, region: str) -> bytes:
    """Return the template of a county: the one it brought, its region's file, the national one, or ours."""
    if (own := newest(county)) is not None:
        return bytes(own.content)
    for place in (region, "national"):
        path = settings.PACKS / place / FILE
        if path.exists():
            return bytes(path.read_bytes())
    return default_template()


@lru_cache(maxsize=1)
def default_template() -> bytes:
    """Return the template we ship. Its clauses are those the award and the plan say; a county adds its own."""
    paper = Document()
    _text(paper.add_paragraph(), "{{ project }}服务合同", "方正小标宋简体", 22, centred=True)
    numbers = "合同编号：{{ number }}　项目编号：{{ project_number }}"
    _text(paper.add_paragraph(), numbers, "楷体_GB2312", 14, centred=True)
    for line in (
        "甲方（购买方）：{{ buyer }}", "乙方（承接机构）：{{ provider }}　{{ credit_code }}",
        "根据{{ method }}（{{ basis }}）的结果，双方订立本合同。",
        "一、服务期：{{ start }} 至 {{ end }}。", "二、目标：{{ objective }}", "三、服务标准：{{ standards }}",
        "四、要求：{{ requirements }}",
    ):  # fmt: skip
        _text(paper.add_paragraph(), line, "仿宋_GB2312", 14)
    _rows(paper, "五、指标", "indicators", ("指标", "什么算一个", "目标", "投标承诺", "单位", "拿什么作证"),
          ("name", "meaning", "target", "promised", "unit", "proof"))  # fmt: skip
    _text(paper.add_paragraph(), "六、合同价：{{ price }} 元，各科目如下。", "仿宋_GB2312", 14)
    _rows(paper, "", "lines", ("科目", "金额（元）"), ("name", "amount"))
    _rows(paper, "七、付款", "milestones", ("里程碑", "比例 %", "金额（元）", "条件", "打算哪天付"),
          ("name", "percent", "amount", "condition", "planned"))  # fmt: skip
    _rows(paper, "八、人员", "staff", ("做什么", "几人", "资格"), ("title", "count", "qualification"))
    bond = "{% if bond %}九、履约保证金：合同价的 {{ bond }}%，不以现金交纳。{% endif %}"
    _text(paper.add_paragraph(), bond, "仿宋_GB2312", 14)
    _text(paper.add_paragraph(), "方案校验值 {{ digest }}", "仿宋_GB2312", 9)
    _text(paper.add_paragraph(), "甲方（盖章）　　　　　　乙方（盖章）　　　　　　日期：", "仿宋_GB2312", 14)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _rows(paper: Any, title: str, loop: str, heads: tuple[str, ...], fields: tuple[str, ...]) -> None:
    if title:
        _text(paper.add_paragraph(), title, "黑体", 14)
    table = paper.add_table(rows=4, cols=len(heads), style="Table Grid")
    for number, (head, field) in enumerate(zip(heads, fields, strict=True)):
        _text(table.cell(0, number).paragraphs[0], head, "黑体", 12)
        _text(table.cell(2, number).paragraphs[0], f"{{{{ row.{field} }}}}", "仿宋_GB2312", 12)
    _text(table.cell(1, 0).paragraphs[0], f"{{%tr for row in {loop} %}}", "仿宋_GB2312", 12)
    _text(table.cell(3, 0).paragraphs[0], "{%tr endfor %}", "仿宋_GB2312", 12)


def _text(paragraph: Any, text: str, font: str, size: int, *, centred: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
