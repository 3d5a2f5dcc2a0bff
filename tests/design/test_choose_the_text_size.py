"""One tap changes the size of the text or turns 长辈版 on, on any page, without script and without an account."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.accounts.actions import choose_display
from linli.kernel.policy import Refused
from tests.conftest import Standing
from tests.factories.places import County

pytestmark = pytest.mark.django_db


def html_tag(client: Client, path: str = "/") -> str:
    page: str = client.get(path).content.decode()
    return page[page.index("<html") : page.index(">", page.index("<html"))]


def test_a_size_nobody_offers_changes_nothing(client: Client) -> None:
    client.post("/display/size/", {"size": "enormous"})
    assert 'data-size="standard"' in html_tag(client)


def test_a_cookie_somebody_forged_is_the_standard(client: Client) -> None:
    client.cookies["linli_display"] = "max.elder:forged"
    assert 'data-size="standard" data-mode="standard"' in html_tag(client)


def test_nobody_is_led_away_to_another_site(client: Client) -> None:
    answer = client.post("/display/size/", {"size": "max", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_looking_does_not_change_the_size(client: Client) -> None:
    assert client.get("/display/size/").status_code == 405


@pytest.mark.parametrize("size", ["standard", "large", "xlarge", "max"])
def test_the_size_stays_and_one_is_back_on_the_page(client: Client, size: str) -> None:
    answer = client.post("/display/size/", {"size": size, "next": "/help/?q=镇"})
    assert answer.headers["Location"].startswith("/help/?q=")
    assert f'data-size="{size}"' in html_tag(client, "/help/")


def test_elder_mode_begins_at_twenty_four_and_ends_where_it_began(client: Client) -> None:
    client.post("/display/elder/", {"elder": "on"})
    assert 'data-size="xlarge" data-mode="elder"' in html_tag(client)
    client.post("/display/size/", {"size": "max"})
    assert 'data-size="max" data-mode="elder"' in html_tag(client)
    client.post("/display/elder/", {"elder": "off"})
    assert 'data-mode="standard"' in html_tag(client)


def test_an_inner_page_of_elder_mode_ends_with_the_way_back(client: Client) -> None:
    client.post("/display/elder/", {"elder": "on"})
    assert "回到开头" in client.get("/help/").content.decode()
    assert "回到开头" not in client.get("/").content.decode()


def test_nobody_chooses_for_another(post: Callable[..., Standing], county: County) -> None:
    mine, other = (post("grid_worker", grid) for grid in county.grids[:2])
    with pytest.raises(Refused, match="由本人来选"):
        choose_display(other.user, size="max", elder=True, by=mine.actor)


def test_the_choice_follows_the_person_to_another_device(
    client: Client, sign_in: Callable[[Standing], Client], post: Callable[..., Standing], county: County
) -> None:
    standing = post("grid_worker", county.grids[0])
    sign_in(standing).post("/display/elder/", {"elder": "on"})
    client.cookies.pop("linli_display")
    assert 'data-mode="elder"' in html_tag(client)
