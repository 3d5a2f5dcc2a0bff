"""A form leaves as PDF or Word, the whole file as one paper: for the team, on the trail, in the county's template."""

import base64
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.people.models import HouseholdMember
from linli.practice import actions, tasks
from linli.practice.actions import papers as verbs
from linli.practice.models import CaseFile, Dossier, PrintedPaper
from linli.practice.papers import dossier, setting
from linli.practice.papers.setting import Head
from linli.practice.queries import papers as queries
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
PAGES = re.compile(r"第\s*(\d+)\s*页\s*/\s*共\s*(\d+)\s*页")
SignIn = Callable[[Standing], Client]
ADDRESS = "https://linli.example/w/papers/{code}/"
HOSTILE = [
    "#panic()",
    "{{ 7*7 }}",
    "{%p for x in y %}",
    "<w:t>甲</w:t>",
    "]]>",
    "*粗*",
    "𠮷㛃·买买提",
    "a\x00b",
    "\\u{202e}",
]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def case(county: County, worker: Standing) -> CaseFile:
    return practice.case(people.person(county.communities[0], "买买提·㛃"), worker.actor, accepted=True)


def text(content: bytes, tmp_path: Path) -> str:
    """Return the text of a PDF as poppler reads it, or skip where poppler is not."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not on this machine")
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return told.stdout.decode()


def words(content: bytes) -> str:
    """Return every text of a Word file, tables and all."""
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_whoever_is_outside_the_team_prints_nothing(case: CaseFile, county: County, post: Post) -> None:
    for role in (Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.STREET_OFFICER):
        with pytest.raises(Refused, match="由它的团队或站长打印"):
            actions.print_paper(case, "case_intake", "pdf", by=post(role, county.towns[0]).actor)
    assert not PrintedPaper.objects.exists()


def test_a_restricted_file_is_not_printed(case: CaseFile, worker: Standing) -> None:
    with acting():
        type(case.client).objects.filter(pk=case.client_id).update(restricted_at=timezone.now())
    case.client.refresh_from_db(fields=["restricted_at"])
    for verb in (
        lambda: actions.print_paper(case, "case_intake", "pdf", by=worker.actor),
        lambda: actions.ask_dossier(case, "pdf", ADDRESS, by=worker.actor),
    ):
        with pytest.raises(Refused, match="限制处理"):
            verb()


def test_a_stranger_meets_404_at_every_door(case: CaseFile, county: County, post: Post, sign_in: SignIn) -> None:
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[0]))
    doors = [reverse("case_paper", args=[case.pk, "case_intake", "pdf"]), reverse("case_dossier", args=[case.pk])]
    assert [client.post(door).status_code for door in doors] == [404, 404]
    assert not PrintedPaper.objects.exists()


def test_a_form_or_a_kind_nobody_knows_is_404(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    client = sign_in(worker)
    for code, kind in (("nothing", "pdf"), ("case_intake", "exe")):
        assert client.post(reverse("case_paper", args=[case.pk, code, kind])).status_code == 404
    assert not PrintedPaper.objects.exists()


def test_a_paper_is_on_the_trail_with_its_code_and_its_printer(
    case: CaseFile, worker: Standing, sign_in: SignIn, tmp_path: Path
) -> None:
    answer = sign_in(worker).post(reverse("case_paper", args=[case.pk, "case_intake", "pdf"]))
    paper = PrintedPaper.objects.get()
    event = Event.objects.get(verb="paper.printed")
    assert (event.subject, event.facts["paper"], event.by_post) == (case.pk, str(paper.pk), worker.post.pk)
    assert Look.objects.filter(kind="case.paper", persons__contains=[case.client_id]).count() == 1
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "no-store")
    told = text(answer.content, tmp_path)
    for one in ("接案登记表", "买买提·㛃", case.number, practice.PROBLEM, paper.code, "盖章处"):
        assert one in told, one
    assert worker.actor.name in told.replace(" ", "")


def test_word_opens_and_says_the_same(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    answer = sign_in(worker).post(reverse("case_paper", args=[case.pk, "case_intake", "word"]))
    told = words(answer.content)
    assert [one for one in ("接案登记表", "买买提·㛃", case.number, practice.PROBLEM) if one not in told] == []
    assert "{%" not in told


def test_nothing_in_the_data_is_taken_for_markup(tmp_path: Path) -> None:
    facts = [{"label": "栏", "value": one} for one in HOSTILE]
    part = {"title": HOSTILE[0], "facts": facts, "heads": ["头"], "rows": [[one] for one in HOSTILE], "none": ""}
    sheet = {"title": HOSTILE[2], "parts": [part], "signatures": HOSTILE[:2], "seal": True}
    told = text(setting.as_pdf(Head("题", "GA-1", by=HOSTILE[0]), [sheet]), tmp_path)
    assert [one for one in ("#panic()", "{{ 7*7 }}", "<w:t>甲</w:t>", "*粗*", "𠮷㛃·买买提") if one not in told] == []
    told = words(setting.as_word(None, Head("题", "GA-1", by=HOSTILE[0]), [sheet]))
    assert [one for one in ("#panic()", "{{ 7*7 }}", "<w:t>甲</w:t>", "*粗*", "𠮷㛃·买买提") if one not in told] == []


def test_the_same_sheet_at_the_same_moment_is_the_same_file() -> None:
    at = timezone.now()
    sheet = {"title": "表", "parts": [], "signatures": [], "seal": False}
    first = setting.as_pdf(Head("表", "GA-1", at=at), [sheet])
    assert setting.as_pdf(Head("表", "GA-1", at=at), [sheet]) == first
    assert setting.as_pdf(Head("表", "GA-1", at=at + timedelta(minutes=1)), [sheet]) != first


def test_the_whole_file_is_made_while_one_waits_and_taken_by_whoever_asked(
    case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn, tmp_path: Path
) -> None:
    client = sign_in(worker)
    assert client.post(reverse("case_dossier", args=[case.pk]), {"kind": "pdf"}).status_code == 302
    made = Dossier.objects.get()
    printed = [form.title for form in queries.forms_of(case.county_id).values() if not form.each]
    assert (made.records, made.made_at is not None) == (len(printed), True)
    door = reverse("dossier", args=[made.pk])
    assert "做好了" in client.get(door).content.decode()
    assert sign_in(lead).get(door).status_code == 404
    answer = sign_in(worker).post(door)
    told = text(answer.content, tmp_path)
    assert [one for one in ("接案登记表", "个案经过", "买买提·㛃") if one not in told] == []
    order = [told.index(title) for title in printed]
    assert order == sorted(order)
    pages = PAGES.findall(told)
    assert [int(one) for one, _all in pages] == list(range(1, len(pages) + 1))
    assert {int(every) for _one, every in pages} == {len(pages)}
    assert [event.verb for event in Event.objects.filter(verb__startswith="dossier").order_by("pk")] == [
        "dossier.asked", "dossier.made", "dossier.taken",
    ]  # fmt: skip
    assert base64.b64encode(answer.content[:30]) not in bytes(made.content_sealed or b"")


def test_a_long_file_is_handed_to_the_worker_and_made_once(
    case: CaseFile, worker: Standing, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verbs, "SHORT", 0)
    client = sign_in(worker)
    client.post(reverse("case_dossier", args=[case.pk]), {"kind": "word"})
    made = Dossier.objects.get()
    door = reverse("dossier", args=[made.pk])
    assert (made.made_at, "正在做" in client.get(door).content.decode()) == (None, True)
    assert client.post(door).status_code == 302
    for _time in range(2):
        tasks.make_dossier(str(made.pk), str(worker.post.pk), ADDRESS)
    assert Event.objects.filter(verb="dossier.made").count() == 1
    assert case.number in words(client.post(door).content)


def test_a_file_that_cannot_be_made_says_so_on_its_page(
    case: CaseFile, worker: Standing, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verbs, "SHORT", 0)
    made = actions.ask_dossier(case, "pdf", ADDRESS, by=worker.actor)
    monkeypatch.setattr(dossier, "bound", lambda *_all: 1 / 0)
    tasks.make_dossier(str(made.pk), str(worker.post.pk), ADDRESS)
    assert "没有做成" in sign_in(worker).get(reverse("dossier", args=[made.pk])).content.decode()


def test_after_a_day_the_file_is_gone_and_cannot_be_taken(case: CaseFile, worker: Standing) -> None:
    made = actions.ask_dossier(case, "pdf", ADDRESS, by=worker.actor)
    with pytest.raises(Refused, match="由系统"):
        actions.clear_dossiers(by=worker.actor)
    assert actions.clear_dossiers(by=system_actor()) == 0
    with acting():
        Dossier.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert actions.clear_dossiers(by=system_actor()) == 1
    made = Dossier.objects.select_related("paper", "case__client").get(pk=made.pk)
    assert made.content_sealed is None
    with pytest.raises(Refused, match="已经清掉"):
        actions.take_dossier(made, by=worker.actor)


@pytest.fixture
def officer(county: County, post: Post) -> Standing:
    return post(Role.COUNTY_OFFICER, county.division)


def template(*lines: str) -> bytes:
    """Return a Word template with these lines."""
    paper = Document()
    for line in lines:
        paper.add_paragraph(line)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (("{{ f.name",), ""),
        (("{{ f.name }} {{ nobody }}",), "“nobody”不认识"),
        (("{{ f.nickname }}",), "没有代号是“nickname”的栏"),
        (("{%p for one in sheets %}",), "开始了没有结束"),
        (("{% include 'x' %}",), "看不懂"),
    ],
)
def test_a_template_with_a_broken_tag_is_not_taken(
    lines: tuple[str, ...], sentence: str, officer: Standing, county: County, sign_in: SignIn
) -> None:
    file = SimpleUploadedFile("表.docx", template(*lines))
    answer = sign_in(officer).post(reverse("form_template", args=["case_intake"]), {"file": file})
    if sentence:
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
        assert queries.template(county.division.pk, "case_intake") is None


def test_the_countys_own_template_is_used_from_then_on(
    case: CaseFile, officer: Standing, worker: Standing, sign_in: SignIn
) -> None:
    file = SimpleUploadedFile("县里的.docx", template("县民政局 {{ f.name }}（{{ number }}）", "{{ f.problem }}"))
    client = sign_in(officer)
    assert client.post(reverse("form_template", args=["case_intake"]), {"file": file}).status_code == 302
    assert client.get(reverse("form_template_file", args=["case_intake"])).content == queries.template(
        case.county_id, "case_intake"
    )
    answer = sign_in(worker).post(reverse("case_paper", args=[case.pk, "case_intake", "word"]))
    assert words(answer.content) == f"县民政局 买买提·㛃（{case.number}）\n{practice.PROBLEM}"


@pytest.mark.parametrize(("name", "content"), [("表.doc", b"x"), ("表.docx", b"no zip at all")])
def test_what_is_no_word_file_is_refused(name: str, content: bytes, officer: Standing, sign_in: SignIn) -> None:
    door = reverse("form_template", args=["dossier"])
    assert sign_in(officer).post(door, {"file": SimpleUploadedFile(name, content)}).status_code == 422


def test_who_lives_with_the_client_is_looked_at_when_her_name_is_printed(
    case: CaseFile, worker: Standing, county: County, sign_in: SignIn
) -> None:
    home = people.household(county.dwellings[0])
    with acting():
        type(case.client).objects.filter(pk=case.client_id).update(household=home)
    sister = people.person(county.communities[0], "同住的妹妹", household=home)
    with acting():
        HouseholdMember.objects.create(
            household=home, person=sister, starts_on=timezone.localdate(), **people.areas(county.communities[0])
        )
    client = sign_in(worker)
    client.post(reverse("case_paper", args=[case.pk, "case_plan", "pdf"]))
    assert not Look.objects.filter(persons__contains=[sister.pk]).exists()
    client.post(reverse("case_paper", args=[case.pk, "case_intake", "pdf"]))
    assert Look.objects.get(persons__contains=[sister.pk]).kind == "case.household"
