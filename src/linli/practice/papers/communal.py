"""Sources of an activity's papers: what is planned, who signed in, what was spent, what was promised."""

from linli.kernel.actor import Actor
from linli.people import locks
from linli.practice.models import Activity, Guest
from linli.practice.models.activities import BANDS
from linli.practice.packs import themes
from linli.practice.papers.words import SPARE, Row, day

HOW = dict(Guest.How.choices)


def activity(found: Activity, _by: Actor) -> list[Row]:
    """Tell the plan and, once it was held, how it went."""
    record, theme = found.record, themes().get(found.theme)
    named = {one.name: str(one.verbose_name) for one in Activity._meta.fields}
    bands = [(named[name], getattr(found, name)) for name in BANDS]
    closes = f" {found.closes_at:%H:%M}结束" if found.closes_at else ""
    return [
        {
            "name": found.name, "project": found.project.name, "goals": found.project.goals,
            "kind": str(found.get_kind_display()), "size": str(found.get_size_display()),
            "theme": theme.name if theme else "", "planned": day(found.planned_on) + closes, "spot": found.spot,
            "owner": found.owner.user.name, "plan": found.plan, "held": day(found.held_on),
            "minutes": str(record.minutes or "") if record else "",
            "heads": str(record.head_count) if record else "", "told": found.told,
            "bands": "、".join(f"{name}{count}" for name, count in bands if count) if record else "",
            "photos": f"{found.photos}张，存在{found.photos_kept}" if found.photos else "",
        }
    ]  # fmt: skip


def budget(found: Activity, _by: Actor) -> list[Row]:
    """Tell the money line by line, and the sum."""
    lines = list(found.budgetlines.order_by("id"))
    told = [{"label": one.label, "planned": _yuan(one.planned), "spent": _yuan(one.spent)} for one in lines]
    if len(lines) > 1:
        spent = [one.spent for one in lines if one.spent is not None]
        total = {"label": "合计", "planned": _yuan(sum(one.planned for one in lines))}
        told.append({**total, "spent": _yuan(sum(spent)) if spent else ""})
    return told


def guests(found: Activity, by: Actor) -> list[Row]:
    """Tell who signed in, as a list shows her to whoever prints; before it was held there are lines to sign on."""
    rows = list(found.guests.select_related("person").defer("person__search").order_by("at", "id"))
    names = locks.unveil([row.person for row in rows], by)
    told = [
        {"order": str(order), "name": one.name, "how": str(HOW[row.how]), "sign": ""}
        for order, (row, one) in enumerate(zip(rows, names, strict=True), start=1)
    ]
    blank = SPARE if found.record_id is None else 0
    return told + [
        {"order": str(len(told) + number), "name": "", "how": "", "sign": ""} for number in range(1, blank + 1)
    ]


def promises(found: Activity, _by: Actor) -> list[Row]:
    """Tell what was promised, by whom, and whether it was kept."""
    return [
        {"what": row.what, "who": row.post.user.name, "due": day(row.due_on), "kept": day(row.kept_at)}
        for row in found.promises.select_related("post__user").order_by("due_on", "id")
    ]


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen / 100:.2f}"
