"""A signed sheet comes back to its record by the code in its corner, and to no other."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.papers import pictures
from linli.practice import actions, codes
from linli.practice.models import CaseFile, PrintedPaper, ReturnedSheet
from tests.conftest import Standing
from tests.factories import people, practice, sheets
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
def paper(case: CaseFile, worker: Standing) -> PrintedPaper:
    return actions.print_paper(case, "case_plan", "pdf", by=worker.actor)


def test_no_photograph_and_no_code_is_refused(paper: PrintedPaper, worker: Standing) -> None:
    for file, code, field in (
        (BytesIO(b"no picture"), paper.code, "photo"),
        (BytesIO(b""), paper.code, "photo"),
        (sheets.photograph(), "", "code"),
        (sheets.photograph(blur=True), "x" * 3, "code"),
        (sheets.photograph(paper.code, address="https://elsewhere.example/{code}"), "", "code"),
    ):
        with pytest.raises(Refused) as refused:
            actions.bring_back(file, code, by=worker.actor)
        assert refused.value.field == field
    assert not ReturnedSheet.objects.exists()


def test_unknown_and_foreign_codes_are_refused_with_one_sentence(
    paper: PrintedPaper, county: County, post: Post
) -> None:
    sentences = set()
    for by in (post(Role.SOCIAL_WORKER, county.towns[0]), post(Role.SOCIAL_WORKER, county.towns[1])):
        for code in (paper.code, "ABCDEFGHJK"):
            for file, typed in ((sheets.photograph(code), ""), (sheets.photograph(), code)):
                with pytest.raises(Refused) as refused:
                    actions.bring_back(file, typed, by=by.actor)
                sentences.add(refused.value.sentence)
    assert len(sentences) == 1
    assert "认不出这张纸" in sentences.pop()


def test_a_paper_of_another_case_is_not_taken_on_this_ones_page(
    paper: PrintedPaper, county: County, worker: Standing
) -> None:
    other = practice.case(people.person(county.communities[0], "别人"), worker.actor)
    with pytest.raises(Refused, match="认不出这张纸"):
        actions.bring_back(sheets.photograph(paper.code), "", by=worker.actor, case=other)


def test_a_code_that_ran_out_is_refused(paper: PrintedPaper, case: CaseFile, worker: Standing) -> None:
    with acting():
        old = practice.printed(case, worker.actor, printed_at=timezone.now() - timedelta(days=181))
    with pytest.raises(Refused, match="已经过期"):
        actions.bring_back(sheets.photograph(old.code), "", by=worker.actor)


def test_two_sheets_in_one_photograph_want_a_word(paper: PrintedPaper, case: CaseFile, worker: Standing) -> None:
    second = actions.print_paper(case, "case_plan", "pdf", by=worker.actor)
    both = (paper.code, second.code)
    with pytest.raises(Refused, match="两张纸"):
        actions.bring_back(sheets.photograph(*both), "", by=worker.actor)
    assert actions.bring_back(sheets.photograph(*both), second.code, by=worker.actor).paper_id == second.pk


def test_a_typed_code_that_is_not_in_the_picture_is_refused(paper: PrintedPaper, worker: Standing) -> None:
    with pytest.raises(Refused, match="不一样"):
        actions.bring_back(sheets.photograph(paper.code), "ABCDEFGHJK", by=worker.actor)


@pytest.mark.parametrize("turned", [0, 7, 90, 180])
def test_the_code_is_read_however_the_sheet_lies(turned: float, paper: PrintedPaper) -> None:
    assert codes.scanned(sheets.photograph(paper.code, turned=turned).getvalue()) == [paper.code]


def test_a_photograph_goes_to_its_record_sealed_and_without_the_cameras_writing(
    paper: PrintedPaper, case: CaseFile, worker: Standing
) -> None:
    came = sheets.photograph(paper.code)
    assert Image.open(BytesIO(came.getvalue())).getexif()[0x0110] == "Camera 7"
    sheet = actions.bring_back(came, "", by=worker.actor)
    kept = pictures.shown(sheet.picture)
    assert (sheet.paper_id, sheet.case_id, dict(Image.open(BytesIO(kept)).getexif())) == (paper.pk, case.pk, {})
    assert kept[:20] not in bytes(sheet.picture_sealed or b"")
    event = Event.objects.get(verb="paper.returned")
    assert (event.subject, event.facts) == (case.pk, {"paper": str(paper.pk), "scanned": True})
    with pytest.raises(Refused, match="已经传过"):
        actions.bring_back(sheets.photograph(paper.code), "", by=worker.actor)


def test_a_sheet_that_came_back_is_never_changed(paper: PrintedPaper, worker: Standing) -> None:
    actions.bring_back(sheets.photograph(), f" {paper.code[:5]} {paper.code[5:].lower()}", by=worker.actor)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        ReturnedSheet.objects.update(digest="1" * 64)


def test_the_page_takes_it_and_only_the_team_sees_it(
    paper: PrintedPaper, case: CaseFile, worker: Standing, county: County, post: Post, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    door = reverse("papers_back")
    nothing = {"photo": SimpleUploadedFile("a.jpg", b"x"), "code": ""}
    assert client.post(door, nothing).status_code == 422
    told = {"photo": SimpleUploadedFile("a.jpg", sheets.photograph(paper.code).getvalue()), "code": ""}
    assert client.post(door, told).status_code == 302
    sheet = ReturnedSheet.objects.get()
    picture = reverse("returned_picture", args=[sheet.pk])
    shown = client.get(picture)
    assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert Look.objects.filter(kind="case.paper", persons__contains=[case.client_id]).count() == 1
    assert picture in client.get(reverse("case_papers", args=[case.pk])).content.decode()
    assert client.get(reverse("paper", args=[paper.code.lower()])).status_code == 302
    outside = sign_in(post(Role.SOCIAL_WORKER, county.towns[0]))
    assert [outside.get(one).status_code for one in (picture, reverse("paper", args=[paper.code]))] == [404, 404]
