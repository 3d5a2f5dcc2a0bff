"""Holding the trail against what is kept outside the database: whoever changed it since is found out."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import sealing
from linli.audit.models import Seal
from linli.proofs.canonical import canonical
from linli.proofs.signing import is_signed

LONGEST_WAIT = timedelta(minutes=10)  # a row unsealed for longer means that the sealer does not run


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the batch it is in (0: none) and a sentence."""

    batch: int
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What was held against the outside lines: how many batches and rows, and everything that is wrong, in order."""

    batches: int
    rows: int
    findings: tuple[Finding, ...]


def verify(folder: Path, key: str) -> Verdict:
    """Hold every row of the trail against the lines in a folder, signed by the key whose public half is given."""
    findings: list[Finding] = []
    before, number, rows = sealing.FIRST, 0, 0
    try:
        for told in sealing.read(folder):
            findings += [*_line(told, number + 1, before, key), *_batch(told)]
            rows += told["events"] + told["looks"]
            before, number = sha256(canonical(told)).hexdigest(), told["number"]
    except ValueError:
        findings.append(Finding(number + 1, _("外面的封存记录读不出来。")))
    findings += _beyond(number)
    return Verdict(number, rows, tuple(findings))


def _line(told: dict[str, Any], number: int, before: str, key: str) -> list[Finding]:
    found = []
    if told["number"] != number:
        found.append(Finding(told["number"], _("外面的封存记录缺了第 %(number)s 批。") % {"number": number}))
    elif told["before"] != before:
        found.append(Finding(number, _("外面的封存记录接不上前一批。")))
    facts = {name: told[name] for name in sealing.SIGNED}
    if told["key"] != key or not is_signed(canonical(facts), told["signature"], key):
        found.append(Finding(told["number"], _("外面的封存记录签名不对。")))
    return found


def _batch(told: dict[str, Any]) -> list[Finding]:
    number = told["number"]
    events, looks = (sealing.leaves(kind, number) for kind in sealing.KINDS)
    facts = {"number": number, "now": len(events) + len(looks), "then": told["events"] + told["looks"]}
    if facts["now"] < facts["then"]:
        return [Finding(number, _("少了 %(n)s 条留痕。") % {"n": facts["then"] - facts["now"]})]
    if facts["now"] > facts["then"]:
        return [Finding(number, _("多了 %(n)s 条留痕。") % {"n": facts["now"] - facts["then"]})]
    if sealing.root_of(events, looks) != told["root"]:
        return [Finding(number, _("有留痕被改过或者换过位置。"))]
    kept = Seal.objects.filter(number=number).first()
    if kept is None or sealing.line(kept) != canonical(told) + b"\n":
        return [Finding(number, _("数据库里的封存记录和外面的不一样。"))]
    return []


def _beyond(last: int) -> list[Finding]:
    found = []
    if (top := Seal.objects.aggregate(top=Max("number"))["top"] or 0) > last:
        found.append(Finding(top, _("数据库里的批次比外面多，外面的文件可能被换成了旧的。")))
    elif strays := sum(kind._default_manager.filter(seal__gt=last).count() for kind in sealing.KINDS):
        found.append(Finding(last + 1, _("有 %(n)s 条留痕写着没有封存过的批次。") % {"n": strays}))
    long_ago = timezone.now() - LONGEST_WAIT
    if any(kind._default_manager.filter(seal=None, at__lt=long_ago).exists() for kind in sealing.KINDS):
        found.append(Finding(0, _("有留痕超过 10 分钟没有封存，后台任务可能停了。")))
    return found
