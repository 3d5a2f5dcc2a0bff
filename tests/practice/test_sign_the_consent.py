"""Agreed to in one step: by a hand on the screen, on paper that is photographed, or spoken before a witness."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from PIL import Image

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.papers import pictures
from linli.people import actions as people_actions
from linli.people import followers
from linli.people.models import ConsentEvent, Person
from linli.people.purposes import purposes
from linli.practice import actions, policies
from linli.practice.actions.beginnings import Given
from linli.practice.models import CaseFile, CaseSignature
from linli.practice.options import child_words
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def case(county: County, worker: Standing) -> CaseFile:
    return practice.case(people.person(county.communities[0], "高某"), worker.actor)


def given(how: str = "screen", **more: Any) -> Given:
    told = purposes()["casework"]
    return Given(told.digest, list(told.classes), how, **({"name": "高某", "agreed": True} | more))


def drawn(ink: str = "black") -> str:
    """Return a line on a see-through canvas, as a browser sends it."""
    picture = Image.new("RGBA", (60, 20), (0, 0, 0, 0))
    picture.paste(Image.new("RGBA", (40, 4), ink), (10, 8))
    out = BytesIO()
    picture.save(out, "PNG")
    return pictures.DRAWN + b64encode(out.getvalue()).decode()


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """Return a photograph that says where it was taken and lies on its side."""
    picture, written = Image.new("RGB", size, "white"), Image.Exif()
    written[0x0112], written[0x010F] = 6, "某某手机"
    written.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    out = BytesIO()
    picture.save(out, kind, exif=written)
    return out.getvalue()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (given(name="", agreed=False), "name"),
        (given(agreed=False), "name"),
        (given("paper"), "sheet"),
        (given("spoken"), "witness"),
        (given("spoken", witness="高某"), "witness"),
        (given("phone"), "how"),
        (given(child=True), "child"),
    ],
)
def test_a_consent_that_nothing_proves_is_refused(said: Given, field: str, worker: Standing, case: CaseFile) -> None:
    with pytest.raises(Refused) as refused:
        actions.sign_consent(case, said, by=worker.actor)
    assert (refused.value.field, CaseSignature.objects.count(), policies.agreed(case) is None) == (field, 0, False)


def test_a_worker_is_no_witness_of_her_own(worker: Standing, case: CaseFile) -> None:
    with pytest.raises(Refused, match="在场的另一个人"):
        actions.sign_consent(case, given("spoken", witness=worker.actor.name), by=worker.actor)


def test_words_that_have_changed_are_read_again(worker: Standing, case: CaseFile) -> None:
    with pytest.raises(Refused, match="刚刚改过"):
        actions.sign_consent(case, Given("0" * 64, ["situation"], "screen", name="高", agreed=True), by=worker.actor)
    assert not CaseSignature.objects.exists()


def test_a_child_under_14_does_not_agree_alone(county: County, worker: Standing, lead: Standing) -> None:
    girl, granny = practice.ward(county, worker, lead, years=9)
    case = practice.case(girl, worker.actor)
    with pytest.raises(Refused, match="要由监护人同意"):
        actions.sign_consent(case, given(child=True), by=worker.actor)
    made = actions.sign_consent(case, given(giver=granny, name="奶奶", child=True), by=worker.actor)
    own = CaseSignature.objects.get(kind="assent")
    assert (made.signer_id, own.signer_id, own.statement, own.act) == (
        granny.pk, girl.pk, child_words().statement, None,
    )  # fmt: skip
    assert policies.agreed(case) is None


def test_whoever_is_suspected_of_harming_her_does_not_speak_for_her(
    county: County, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    girl, granny = practice.ward(county, worker, lead, years=9)
    case = practice.case(girl, worker.actor)
    client = sign_in(worker)
    assert str(granny.pk) in client.get(f"/w/cases/{case.pk}/consent/").content.decode()
    people_actions.mark_harm(girl, granny, by=lead.actor, reason="邻居听到打骂")
    page = client.get(f"/w/cases/{case.pk}/consent/").content.decode()
    assert (str(granny.pk) in page, "还没有能替孩子说话的" in page, "打骂" in page) == (False, True, False)
    with pytest.raises(Refused, match="能替孩子说话"):
        actions.sign_consent(case, given(giver=granny), by=worker.actor)
    assert not ConsentEvent.objects.exists()


def test_what_he_agreed_to_before_he_was_suspected_holds_no_more(
    county: County, worker: Standing, lead: Standing, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing stops at once, whoever follows her consents is told, she is asked anew, and nothing says why."""
    girl, granny = practice.ward(county, worker, lead, years=9)
    father = people.person(county.communities[0], "蒋父")
    people_actions.relate(girl, father, by=worker.actor, kind="parent", starts_on=None)
    case = practice.case(girl, worker.actor)
    actions.approve(case.team.get(), by=lead.actor)
    actions.sign_consent(case, given(giver=father, name="蒋父"), by=worker.actor)
    case = actions.accept(case, by=worker.actor)
    told: list[Person] = []
    monkeypatch.setattr(followers, "_follow_consent", [told.append])
    people_actions.mark_harm(girl, granny, by=lead.actor, reason="说错了人")
    assert (policies.works(worker.actor, case), told) == (None, [])
    mark = people_actions.mark_harm(girl, father, by=lead.actor, reason="邻居听到打骂")
    assert ("不能写新的内容" in str(policies.works(worker.actor, case)), told) == (True, [girl])
    assert "不能写新的内容" in sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    see(county.division)
    todo = Task.objects.get(kind="consent_again")
    assert (todo.person, todo.role) == (girl.pk, "social_worker")
    assert "打骂" not in todo.title and "蒋父" not in todo.title
    people_actions.lift_harm(mark, by=lead.actor)
    assert policies.agreed(case) is not None
    actions.sign_consent(case, given(giver=father, name="蒋父"), by=worker.actor)
    assert policies.works(worker.actor, case) is None


def test_a_name_and_a_tick_are_a_signature_without_script(worker: Standing, case: CaseFile, sign_in: SignIn) -> None:
    told = purposes()["casework"]
    answers = {
        "digest": told.digest, "classes": ["situation", "health"], "who": "self", "how": "screen", "name": "高  某",
        "agreed": "on",
    }  # fmt: skip
    assert sign_in(worker).post(f"/w/cases/{case.pk}/consent/", answers).status_code == 302
    made, event = CaseSignature.objects.get(), ConsentEvent.objects.first()
    assert event is not None
    assert (made.name, made.statement, made.act, event.how, event.evidence) == (
        "高 某", told.body, event.act, "screen", f"个案里的签名 {made.seal[:16]}",
    )  # fmt: skip


def test_a_drawn_signature_is_kept_and_shown_to_the_team_alone(
    county: County, post: Post, worker: Standing, case: CaseFile, sign_in: SignIn
) -> None:
    made = actions.sign_consent(case, given(name="", drawn=pictures.drawing(drawn(), "name")), by=worker.actor)
    kept = pictures.shown(CaseSignature.objects.get().picture)
    assert made.picture_digest == sha256(kept).hexdigest()
    assert b"PNG" not in bytes(made.picture_sealed or b"")
    other = post(Role.SOCIAL_WORKER, county.towns[0])
    assert sign_in(other).get(f"/w/cases/consent/{made.pk}/").status_code == 404
    page = sign_in(worker).get(f"/w/cases/consent/{made.pk}/")
    assert (page.status_code, page["Content-Type"], page.content, page["Cache-Control"]) == (
        200, "image/png", kept, "no-store",
    )  # fmt: skip


@pytest.mark.parametrize("told", ["", "x", "data:image/png;base64,!!", pictures.DRAWN + "AAAA", drawn("white")])
def test_what_is_no_signature_is_refused(told: str) -> None:
    with pytest.raises(Refused) as refused:
        pictures.drawing(told, "name")
    assert refused.value.field == "name"


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4", b"<svg onload=alert(1)>", photo()[:200], b"GIF89a" + b"0" * 40])
def test_what_is_no_photograph_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match="打不开这张照片"):
        pictures.photograph(BytesIO(raw), "sheet")


def test_too_large_a_photograph_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.papers.pictures.MOST_PIXELS", 2000)
    with pytest.raises(Refused, match="太大了"):
        pictures.photograph(BytesIO(photo()), "sheet")
    monkeypatch.setattr("linli.papers.pictures.LARGEST", 100)
    with pytest.raises(Refused, match="超过10MB"):
        pictures.photograph(BytesIO(photo()), "sheet")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_made_anew_upright_and_says_nothing_of_the_place(kind: str) -> None:
    made = Image.open(BytesIO(pictures.photograph(BytesIO(photo(kind, (3000, 40))), "sheet")))
    assert (made.format, made.size[1], dict(made.getexif())) == ("JPEG", 2000, {})


def test_paper_first_its_photograph_later_and_once(worker: Standing, case: CaseFile, sign_in: SignIn) -> None:
    made = actions.sign_consent(case, given("paper", kept_at="档案盒3第12页"), by=worker.actor)
    client = sign_in(worker)
    assert client.get(f"/w/cases/consent/{made.pk}/").status_code == 404
    for _ in range(2):
        client.post(f"/w/cases/consent/{made.pk}/", {"sheet": SimpleUploadedFile("a.jpg", photo())})
    made.refresh_from_db()
    assert made.picture_digest == pictures.digest(pictures.shown(made.picture))
    with pytest.raises(Refused, match="不用再附"):
        actions.attach_sheet(made, b"x", by=worker.actor)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        CaseSignature.objects.update(picture_digest="0" * 64)


def test_the_sheet_leads_back_to_the_case(
    worker: Standing, case: CaseFile, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "linli.practice.views.beginnings.sheet", lambda person, purpose, address: told.append(address) or b"%PDF"
    )
    page = sign_in(worker).get(f"/w/cases/{case.pk}/consent/sheet/")
    assert (page["Content-Type"], told) == (
        "application/pdf", [f"http://testserver/w/cases/{case.pk}/consent/?how=paper"],
    )  # fmt: skip
    page = sign_in(worker).get(f"/w/cases/{case.pk}/consent/?how=paper")
    assert page.context["form"]["how"].value() == "paper"


def test_spoken_before_a_witness_it_holds_and_can_be_taken_back(worker: Standing, case: CaseFile) -> None:
    made = actions.sign_consent(case, given("spoken", witness="王主任"), by=worker.actor)
    assert (made.witness, ConsentEvent.objects.first().evidence) == ("王主任", "见证人：王主任")  # type: ignore[union-attr]
    people_actions.withdraw_consent(case.client, "casework", by=worker.actor)
    assert policies.agreed(case) is not None


def test_the_seal_is_over_words_name_and_picture(worker: Standing, case: CaseFile) -> None:
    seals = {
        actions.sign_consent(case, given(**more), by=worker.actor).seal
        for more in ({}, {"name": "高"}, {"drawn": b"1"}, {"drawn": b"2"})
    }
    assert len(seals) == 4


def test_an_ended_case_takes_no_signature(worker: Standing, case: CaseFile, county: County) -> None:
    actions.refuse(case, by=worker.actor, reason="搬走了")
    with pytest.raises(Refused, match="已经结束"):
        actions.sign_consent(case, given(), by=worker.actor)
    assert Person.objects.filter(pk=case.client_id).exists()
