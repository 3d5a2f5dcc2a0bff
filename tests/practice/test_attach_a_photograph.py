"""附件: a photograph kept with a case as nothing but a picture, its team's alone, read by a desk of aid when due."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import Scope, enter
from linli.papers import pictures
from linli.people.actions import withdraw_consent
from linli.practice import actions
from linli.practice.actions.attachments import AT_ONCE
from linli.practice.models import AidApplication, AidEnclosure, CaseAttachment, CaseFile
from linli.practice.papers.dossier import sheets as whole
from tests.conftest import Standing, see
from tests.factories import people, plans, practice, sheets
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def case(county: County, worker: Standing) -> CaseFile:
    return practice.case(people.person(county.communities[0], "蔡某"), worker.actor, accepted=True)


@pytest.fixture
def desks(county: County, post: Post) -> list[Standing]:
    return [post(Role.COMMUNITY_WORKER, county.communities[0]), post(Role.STREET_OFFICER, county.towns[0])]


def photo(code: str = "", name: str = "IMG_20260101_诊断书.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, sheets.photograph(code).getvalue(), "image/jpeg")


def attach(case: CaseFile, worker: Standing, code: str = "", **facts: Any) -> CaseAttachment:
    told = {"kind": "proof", "title": "低保证"} | facts
    return actions.attach(case, [photo(code)], by=worker.actor, **told)[0]


def apply(case: CaseFile, worker: Standing, *enclosed: CaseAttachment) -> AidApplication:
    told = {"amount": Decimal(3000), "reason": "付不出自费的部分", "agreed": True}
    return actions.apply_aid(case, by=worker.actor, enclosed=[one.pk for one in enclosed], **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"photos": []}, "photos"),
        ({"photos": [BytesIO(b"%PDF-1.7")]}, "photos"),
        ({"photos": [BytesIO(b"x")] * (AT_ONCE + 1)}, "photos"),
        ({"kind": "face"}, "kind"),
        ({"session": 7}, "session"),
        ({"title": "长" * 61}, "title"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    facts: dict[str, Any], field: str, case: CaseFile, worker: Standing
) -> None:
    told = {"photos": [photo()], "kind": "proof"} | facts
    with pytest.raises(Refused) as refused:
        actions.attach(case, told.pop("photos"), by=worker.actor, **told)
    assert (refused.value.field, CaseAttachment.objects.count()) == (field, 0)


def test_one_that_is_no_picture_keeps_all_of_them_out(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="打不开"):
        actions.attach(case, [photo(), BytesIO(b"no picture")], by=worker.actor, kind="proof")
    assert not CaseAttachment.objects.exists()


def test_the_same_photograph_is_attached_once(case: CaseFile, worker: Standing) -> None:
    kept = attach(case, worker)
    with pytest.raises(Refused, match="已经附过"):
        attach(case, worker)
    with pytest.raises(IntegrityError, match="photograph_is_attached_once"), transaction.atomic(), acting():
        CaseAttachment.objects.create(case=case, kind="proof", digest=kept.digest, at=kept.at, **practice._placed(case))
    assert attach(case, worker, "ABCDEFGHJK").digest != kept.digest


def test_only_the_team_attaches_and_not_once_the_consent_is_gone(
    county: County, case: CaseFile, worker: Standing, post: Post
) -> None:
    for standing in (post(Role.SOCIAL_WORKER, county.towns[0]), post(Role.STATION_LEAD, county.towns[0])):
        with pytest.raises(Refused, match="由它的团队来写"):
            attach(case, standing)
    withdraw_consent(case.client, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        attach(case, worker)


def test_nothing_of_the_camera_is_kept_and_no_name_of_a_file(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    told = {"kind": "proof", "title": "低保证", "photos": [photo("ABCDEFGHJK"), photo()]}
    assert sign_in(worker).post(f"/w/cases/{case.pk}/attachments/", told).status_code == 302
    for row in CaseAttachment.objects.all():
        made = Image.open(BytesIO(pictures.shown(row.picture)))
        assert (made.format, dict(made.getexif()), "exif" in made.info) == ("JPEG", {}, False)
        assert "IMG_20260101" not in f"{row.title}{row.__dict__}"
    assert Image.open(photo()).getexif()  # the control: it came with one
    assert Event.objects.filter(verb="attachment.added").count() == 2


def test_the_picture_leaves_after_its_look_and_to_the_team_alone(
    county: County, case: CaseFile, worker: Standing, post: Post, sign_in: SignIn
) -> None:
    row = attach(case, worker)
    answer = sign_in(worker).get(f"/w/cases/attachments/{row.pk}/")
    assert answer.content == pictures.shown(row.picture)
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    look = Look.objects.filter(kind="case.attachment").get()
    assert (look.purpose, look.fields) == (f"case:{case.pk}", ["name", "attachment"])
    supervisor = post(Role.SUPERVISOR, county.towns[0])
    practice.join(case, supervisor.actor)
    assert sign_in(supervisor).get(f"/w/cases/attachments/{row.pk}/").status_code == 200
    for outside in (post(Role.SOCIAL_WORKER, county.towns[0]), post(Role.SUPERVISOR, county.towns[0])):
        for address in (f"/w/cases/attachments/{row.pk}/", f"/w/cases/{case.pk}/attachments/"):
            assert sign_in(outside).get(address).status_code == 404
    assert Look.objects.filter(kind="case.attachment").count() == 2


def test_a_page_of_the_case_says_how_many_and_a_session_shows_its_own(
    county: County, worker: Standing, post: Post, sign_in: SignIn
) -> None:
    case = plans.working(
        people.person(county.communities[0], "高某"), worker.actor, post(Role.SUPERVISOR, county.towns[0]).actor
    )
    first, second = plans.session(case, worker.actor), plans.session(case, worker.actor, sure=True)
    attach(case, worker, kind="work", title="送给奶奶的画", session=first.number)
    assert "1张" in sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    shown = [sign_in(worker).get(f"/w/cases/sessions/{one.pk}/").content.decode() for one in (first, second)]
    assert ["送给奶奶的画" in page for page in shown] == [True, False]
    assert f"?session={first.number}" in shown[0]
    written = list(whole(case, worker.actor))
    (index,) = (sheet for sheet in written if sheet["title"] == "附件目录")
    assert written[-1] is index
    assert index["parts"][0]["rows"][0][2:5] == ["画、手工、作品", "送给奶奶的画", f"第{first.number}次"]


def test_taken_out_the_picture_is_gone_and_who_and_why_stay(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    row = attach(case, worker)
    with pytest.raises(Refused, match="为什么拿掉"):
        actions.take_out_attachment(row, by=worker.actor, why=" ")
    sign_in(worker).post(f"/w/cases/attachments/{row.pk}/", {"why": "拍成邻居的证了"})
    row = CaseAttachment.objects.get()
    assert (row.picture_sealed, row.title_sealed, row.why, row.taken_out_by) == (
        None, None, "拍成邻居的证了", worker.user.name,
    )  # fmt: skip
    assert sign_in(worker).get(f"/w/cases/attachments/{row.pk}/").status_code == 404
    page = sign_in(worker).get(f"/w/cases/{case.pk}/attachments/").content.decode()
    assert ("拍成邻居的证了" in page, "低保证</a>" in page) == (True, False)
    with pytest.raises(Refused, match="已经拿掉了"):
        actions.take_out_attachment(row, by=worker.actor, why="再来一次")
    assert attach(case, worker).pk != row.pk


def test_an_application_goes_with_what_was_picked_and_a_desk_reads_it_while_it_is_due(
    case: CaseFile, worker: Standing, desks: list[Standing], sign_in: SignIn, county: County
) -> None:
    picked, other = attach(case, worker), attach(case, worker, "ABCDEFGHJK", title="别的单据")
    told = {"amount": "3000", "reason": "付不出自费的部分", "agreed": "on", "enclosed": [str(picked.pk)]}
    assert sign_in(worker).post(f"/w/cases/{case.pk}/aid/", told).status_code == 302
    row, gone = AidApplication.objects.get(), AidEnclosure.objects.get()
    assert gone.attachment_id == picked.pk
    page = sign_in(desks[0]).get(f"/w/aid/{row.pk}/").content.decode()
    assert ("低保证" in page, "别的单据" in page, f"/w/aid/enclosed/{gone.pk}/" in page) == (True, False, True)
    assert sign_in(desks[0]).get(f"/w/aid/enclosed/{gone.pk}/").content == pictures.shown(picked.picture)
    assert Look.objects.get(kind="aid.enclosed").purpose == f"aid:{row.pk}"
    assert sign_in(desks[1]).get(f"/w/aid/enclosed/{gone.pk}/").status_code == 404
    assert sign_in(desks[0]).get(f"/w/cases/attachments/{picked.pk}/").status_code == 404
    enter(desks[0].actor.scope)
    assert list(CaseAttachment.objects.values_list("pk", flat=True)) == [picked.pk] != [other.pk]
    see(county.division)
    actions.agree_aid(row, by=desks[0].actor)
    passed = sign_in(desks[0]).get(f"/w/aid/{row.pk}/").content.decode()
    assert ("低保证" in passed, "证明、证件" in passed) == (False, True)
    assert sign_in(desks[0]).get(f"/w/aid/enclosed/{gone.pk}/").status_code == 404
    assert sign_in(desks[1]).get(f"/w/aid/enclosed/{gone.pk}/").status_code == 200


def test_what_an_application_stands_on_is_not_taken_out_until_it_comes_back(
    case: CaseFile, worker: Standing, desks: list[Standing], sign_in: SignIn
) -> None:
    wrong, right = attach(case, worker), attach(case, worker, "ABCDEFGHJK", title="诊断书")
    row = apply(case, worker, wrong)
    with pytest.raises(Refused, match="附在救助申请里"):
        actions.take_out_attachment(wrong, by=worker.actor, why="附错了")
    actions.return_aid(row, by=desks[0].actor, reason="这不是她的证")
    page = sign_in(worker).get(f"/w/aid/{row.pk}/").content.decode()
    assert f'value="{wrong.pk}"' in page and "checked" in page
    actions.take_out_attachment(wrong, by=worker.actor, why="附错了")
    with pytest.raises(Refused) as refused:
        actions.resubmit_aid(row, by=worker.actor, amount=Decimal(3000), reason="x", enclosed=[wrong.pk])
    assert refused.value.field == "enclosed"
    actions.resubmit_aid(row, by=worker.actor, amount=Decimal(3000), reason="补了诊断书", enclosed=[right.pk])
    assert [one.attachment_id for one in AidEnclosure.objects.filter(ended_at=None)] == [right.pk]
    assert AidEnclosure.objects.exclude(ended_at=None).get().attachment_id == wrong.pk


def test_a_photograph_of_another_case_goes_with_no_application(
    county: County, case: CaseFile, worker: Standing
) -> None:
    other = practice.case(people.person(county.communities[0], "别人"), worker.actor, accepted=True)
    with pytest.raises(Refused, match="刷新再选"):
        apply(case, worker, attach(other, worker))
    assert not AidApplication.objects.exists()


def test_a_list_asks_as_many_questions_of_three_as_of_one_and_reads_no_picture(
    case: CaseFile, worker: Standing, sign_in: SignIn, county: County
) -> None:
    client, counts = sign_in(worker), []
    for code in ("ABCDEFGHJK", "ABCDEFGHJM", "ABCDEFGHJN"):
        see(county.division)
        attach(case, worker, code)
        client.get(f"/w/cases/{case.pk}/attachments/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/w/cases/{case.pk}/attachments/")
        counts.append(len(asked))
        assert not [one for one in asked.captured_queries if "picture_sealed" in one["sql"]]
    assert counts[0] == counts[1] == counts[2]


def test_nobody_reads_a_photograph_without_an_area(case: CaseFile, worker: Standing) -> None:
    attach(case, worker)
    enter(Scope())
    assert not CaseAttachment.objects.exists()
