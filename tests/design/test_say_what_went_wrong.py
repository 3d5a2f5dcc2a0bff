"""The pages of things going wrong: calm words, a way on, and no need of a database."""

import pytest
from django.template.loader import get_template
from django.test import Client

SCOLDING = ("错误", "非法", "失败", "无权", "系统提示", "Error", "Forbidden")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "refused"])
def test_a_page_of_trouble_stands_without_any_context(name: str) -> None:
    page = get_template(f"{name}.html").render({})
    assert [word for word in SCOLDING if word in page] == []
    assert "<h1>" in page


def test_what_was_written_is_said_to_be_safe() -> None:
    assert "您写的都还在" in get_template("500.html").render({})


@pytest.mark.django_db
def test_an_address_nobody_knows_answers_404_kindly(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "这里没有找到" in answer.content.decode()


@pytest.mark.django_db
def test_a_press_that_came_too_late_is_asked_to_be_pressed_again() -> None:
    answer = Client(enforce_csrf_checks=True).post("/display/size/", {"size": "max"})
    assert answer.status_code == 403
    assert "请再点一次" in answer.content.decode()


def test_a_refusal_shows_its_sentence() -> None:
    page = get_template("refused.html").render({"sentence": "这个愿望已经有人圆了。", "title": "现在还不行"})
    assert "这个愿望已经有人圆了。" in page
