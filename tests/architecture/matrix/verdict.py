"""What the answer to a case must be."""

from django.http import HttpResponse

from tests.architecture.matrix.cases import STRANGER, Case

SHUT = {302, 401, 403, 404, 405}
HIDDEN = {403, 404, 405}


def breach(case: Case, response: HttpResponse, canaries: tuple[str, ...]) -> str:
    """Return what is wrong with an answer, or ''."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
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
    if case.role not in door:
        return "" if response.status_code in HIDDEN else f"{case}: {response.status_code} for a role the door names not"
    if case.reach == "outside":
        return "" if response.status_code in HIDDEN else f"{case}: {response.status_code} for an object out of reach"
    if case.verb == "GET" and response.status_code == 404:
        return f"{case}: 404 for an object within reach"
    return ""
