"""What the answer to a case must be."""

import subprocess
from io import BytesIO
from zipfile import ZipFile

from django.http import HttpResponse

from linli.accounts.models import Role
from tests.architecture.matrix.cases import PROXY, STRANGER, Case
from tests.architecture.matrix.doors import MAY_BE_ABSENT, WITHOUT_PLACE

SHUT = {302, 401, 403, 404, 405}
HIDDEN = {403, 404, 405}


# What a door without a page says to an empty form: the object was found, and a sentence refuses.
ANSWERED = {409, 422}


def welcomes(verb: str, response: HttpResponse) -> bool:
    """Tell whether a door has opened: a page, the way on (not to signing in), or an answer to an empty form."""
    if response.status_code == 302:
        return "/login" not in response["Location"]
    return response.status_code in (200, 204) or (verb == "POST" and response.status_code in ANSWERED)


def readable(response: HttpResponse) -> bytes:
    """Return the body: a workbook or document unpacked, a PDF as its text."""
    body: bytes = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if body.startswith(b"%PDF"):
        return subprocess.run(["pdftotext", "-", "-"], input=body, stdout=subprocess.PIPE, check=True).stdout
    if not body.startswith(b"PK"):
        return body
    with ZipFile(BytesIO(body)) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def breach(case: Case, response: HttpResponse, canaries: tuple[str, ...]) -> str:
    """Return what is wrong with an answer, or ''."""
    body = readable(response)
    if response.status_code >= 500:
        return f"{case}: {response.status_code}"
    for canary in canaries:
        if canary.encode() in body:
            return f"{case}: shows {canary}"
    door = case.route.door
    if isinstance(door, str):
        return ""
    if case.role == STRANGER:
        shut = response.status_code in SHUT
        away = response.status_code != 302 or "/login" in response["Location"] or "/accounts/" in response["Location"]
        return "" if shut and away else f"{case}: a stranger is let in ({response.status_code})"
    if door is None:
        return ""
    if (Role.RESIDENT if case.role == PROXY else case.role) not in door:
        return "" if response.status_code in HIDDEN else f"{case}: {response.status_code} for a role the door names not"
    if case.reach == "outside" and case.route.name not in WITHOUT_PLACE:
        return "" if response.status_code in HIDDEN else f"{case}: {response.status_code} for an object out of reach"
    reads = case.verb == "GET" or (case.verb == "POST" and case.route.arguments)
    if reads and response.status_code == 404 and case.route.name not in MAY_BE_ABSENT:
        return f"{case}: 404 for an object within reach"
    return ""
