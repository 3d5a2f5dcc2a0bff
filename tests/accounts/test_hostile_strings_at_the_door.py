"""Whatever is typed at the doors is answered with a sentence, never with a fault."""

from typing import Any

import pytest
from django.test import Client

HOSTILE = [
    "\x00", "a\x00b", "'; DROP TABLE accounts_user; --", "<script>alert(1)</script>", "%s%n{0}{{7*7}}", "𠮷" * 300,
    "\u202e13900000001", "１３９００００００００１", "-0", "1e309", "٣٤٥٦٧٨", "\ud7ff\ue000",
    "../../etc/passwd", " " * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_at_the_way_in(client: Client, db: None, text: str) -> None:
    assert client.post("/login/", {"phone": text}).status_code in (302, 422)
    assert client.post("/login/code/", {"code": text}).status_code in (302, 422)
    assert client.post("/login/password/", {"login": text, "password": text}).status_code in (200, 429)
    assert client.get("/login/", {"next": text}).status_code == 200
    assert client.post("/login/passkey/", {"credential": text}).status_code in (302, 429)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_inside(county: Any, post: Any, sign_in: Any, text: str) -> None:
    client = sign_in(post("system_admin", county.division))
    assert client.get("/m/posts/", {"q": text, "after": text}).status_code == 200
    facts = {"name": text, "phone": text, "role": text, "place": text, "starts_on": text, "ends_on": text}
    assert client.post("/m/posts/new/", facts).status_code == 422
    assert client.post("/me/post/", {"post": text}).status_code == 404
