"""合同模板: whoever buys for a whole county brings its own Word template; what is wrong in it is named."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from docx import Document

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.projects.models import ContractTemplate
from linli.projects.procurement import actions, contract
from tests.conftest import see
from tests.factories import projects, tenders
from tests.factories.places import County
from tests.support.login import sign_in


def paper(text: str, name: str = "我县合同.docx") -> SimpleUploadedFile:
    """Return a Word file of one line."""
    document, out = Document(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def told(content: bytes) -> str:
    """Return the body of a Word file."""
    with ZipFile(BytesIO(content)) as packed:
        return packed.read("word/document.xml").decode()


def test_a_town_and_who_does_not_buy_have_no_such_page(county: County) -> None:
    page = reverse("contract_template")
    for role, place in ((Role.PURCHASER, county.towns[0]), (Role.BID_JUDGE, county.division)):
        assert sign_in(Client(), projects.actor(role, place)).get(page).status_code == 404
    with pytest.raises(Refused, match="由区县的购买方或经办人来换"):
        actions.replace_contract_template(
            county.division, "a.docx", b"", by=projects.actor(Role.PURCHASER, county.towns[0])
        )


def test_a_wrong_mark_is_named_and_nothing_is_kept(county: County) -> None:
    client = sign_in(Client(), projects.actor(Role.PURCHASER, county.division))
    page = reverse("contract_template")
    for file, sentence in (
        (paper("{{ nubmer }}号合同"), "nubmer"),
        (SimpleUploadedFile("a.docx", b"not a zip"), "这个模板打不开"),
        (SimpleUploadedFile("a.pdf", b"%PDF"), "请传 .docx 文件"),
        (None, "请选一个文件"),
    ):
        answer = client.post(page, {"file": file} if file else {})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True), sentence
    assert not ContractTemplate.objects.exists()


def test_contracts_are_drawn_in_it_from_then_on(county: County) -> None:
    fair, award = tenders.awarded(county.division)
    buyer, page = fair.who.buyer, reverse("contract_template")
    made = actions.draw_contract(award, by=buyer, number="示合1号", price=award.price)
    word = reverse("contract_paper", args=[made.pk, "word"])
    with tenders.after(fair, days=15):
        client = sign_in(Client(), buyer)
        assert "投标承诺" in told(client.get(word).content)
        assert "投标承诺" in told(client.get(f"{page}?take=1").content)
        for text in ("我县专用 {{ number }} {{ price }}", "我县新版 {{ number }}"):
            assert client.post(page, {"file": paper(text)}).status_code == 302
        assert "我县合同.docx" in client.get(page).content.decode()
        assert "我县新版 示合1号" in told(client.get(word).content)
        assert "我县新版 {{ number }}" in told(client.get(f"{page}?take=1").content)
    see(county.division)
    assert Event.objects.filter(verb="contract_template.replaced").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic(), acting():
        ContractTemplate.objects.all().delete()


def test_another_county_goes_on_with_ours(county: County) -> None:
    actions.replace_contract_template(
        county.division, "我县.docx", paper("我县专用").read(), by=projects.actor(Role.COUNTY_OFFICER, county.division)
    )
    assert contract.template_of(county.division.pk, "national") != contract.default_template()
    assert contract.template_of(0, "national") == contract.default_template()
