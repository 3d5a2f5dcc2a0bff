"""The agencies of the demo: one registered, verified, rated, with facts and its reply; one that waits."""

from datetime import date, timedelta
from io import BytesIO

from PIL import Image

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.desk.demo import clock
from linli.desk.demo.county import County
from linli.desk.demo.staff import Staff
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.workforce import actions
from linli.workforce.models import Agency, AgencyPaper

AUTHORITY = "青禾县民政局(示范)"
BUSINESS = "社会工作专业服务；社区服务；培训与督导"


def register(county: County, staff: Staff, today: date) -> int:
    """Let the first agency register and be verified, and the second wait; return how many were registered."""
    first, second = (one for one in county.organisations if one.kind == "agency")
    if Agency.objects.filter(organisation=first).exists():
        return 0
    officer, head = (
        actor_of(post.user, post) for post in (staff.buying[role] for role in (Role.COUNTY_OFFICER, Role.PROVIDER_LEAD))
    )
    with clock.at(clock.local(today - timedelta(days=400), 10)):
        told = actions.describe_agency(
            first, form="service", representative="示范主任", authority=AUTHORITY, by=head, business=BUSINESS,
            registered_on=date(2018, 6, 1), address="青禾街道禾苗路 1 号",
        )  # fmt: skip
        paper = actions.add_paper(
            first, kind=AgencyPaper.Kind.LICENCE, title="民办非企业单位登记证书（示范）", by=head, photo=photograph(240)
        )
    with clock.at(clock.local(today - timedelta(days=395), 15)):
        actions.verify_agency(told, by=officer)
        actions.verify_paper(paper, by=officer)
    _note(first, officer, head, today)
    with clock.at(clock.local(today - timedelta(days=3), 10)):
        actions.describe_agency(
            second, form="service", representative="示范所长", authority=AUTHORITY, by=officer, business=BUSINESS,
            registered_on=date(2020, 9, 1), address="柳河街道锦绣路 8 号",
        )  # fmt: skip
    return 2


def _note(first: Organisation, officer: Actor, head: Actor, today: date) -> None:
    """Note its grade and two facts; it replies to the one that is against it."""
    with clock.at(clock.local(today - timedelta(days=395), 15)):
        actions.note_rating(
            first,
            grade="4A",
            given_on=today - timedelta(days=500),
            giver=AUTHORITY,
            source="青民〔示范〕12号",
            by=officer,
        )
        fact = actions.note_fact(
            first, kind="breach", text="2023年一份合同的中期材料晚交了九天。", on=today - timedelta(days=420),
            source="青民购〔示范〕1号合同第八条", by=officer,
        )  # fmt: skip
        actions.note_fact(
            first, kind="praise", text="评为县优秀社会工作服务机构。", on=today - timedelta(days=410),
            source="青民〔示范〕20号", by=officer,
        )  # fmt: skip
    with clock.at(clock.local(today - timedelta(days=393), 9)):
        actions.reply_to_fact(fact, "那个月站里换了负责人，材料补齐了，以后由两个人一起管日子。", by=head)


def photograph(shade: int) -> BytesIO:
    """Return a made-up photograph: a plain sheet of one grey."""
    out = BytesIO()
    Image.new("RGB", (320, 200), (shade,) * 3).save(out, "JPEG")
    out.seek(0)
    return out
