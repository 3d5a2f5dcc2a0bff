"""Every component is shown with its states on one page, and there are no more than one can keep in mind."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db
COMPONENTS = sorted(path.stem for path in (settings.PACKAGE / "templates" / "cotton").glob("*.html"))


def test_there_are_at_most_twenty_five() -> None:
    assert len(COMPONENTS) <= 25


def test_the_page_shows_every_component(client: Client) -> None:
    page = client.get("/ui/").content.decode()
    assert [name for name in COMPONENTS if f'data-component="{name}"' not in page] == []


def test_a_wrong_answer_says_what_is_wrong_in_our_words(client: Client) -> None:
    page = client.get("/ui/").content.decode()
    assert "手机号是 11 位，这里少了 1 位。" in page
    assert "这里还没写。" in page
    assert "必填" not in page
    assert "字段" not in page


def test_the_wrong_field_is_tied_to_its_sentence(client: Client) -> None:
    page = client.get("/ui/").content.decode()
    assert 'aria-describedby="wrong_phone_error"' in page
    assert 'id="wrong_phone_error"' in page


def test_hostile_words_stay_words(client: Client) -> None:
    page = client.get("/help/", {"q": "\"><script>alert(1)</script>' onclick=x"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
