"""Notices and objections for tests."""

from typing import Any

from linli.kernel.actor import STRANGER, Actor
from linli.transparency import actions
from linli.transparency.actions import Where, Words
from linli.transparency.models import Objection, PublicNotice

SAID = {
    "kind": "award", "title": "示范镇社工站服务项目成交公示", "body": "成交单位：示范社工机构。\n金额：15 万元。",
    "basis": "采购文件第三条", "publisher": "示范镇人民政府", "telephone": "0990-1234567",
}  # fmt: skip


def notice(place: Where, by: Actor, **told: Any) -> PublicNotice:
    """Publish a notice."""
    subject = {name: told.pop(name) for name in ("subject_kind", "subject") if name in told}
    return actions.publish(Words(**{**SAID, **told}), place=place, by=by, **subject)


def objection(found: PublicNotice, words: str = "评分的依据没有公开。", **told: str) -> Objection:
    """Object to a notice, as somebody who is not signed in."""
    return actions.object_to(
        found, words=words, name=told.get("name", ""), contact=told.get("contact", ""), by=STRANGER
    )
