"""Pages on which several small forms stand: each says its ``part``, is asked alone, and goes to its own verb."""

from collections.abc import Callable, Mapping

from django import forms
from django.views.decorators.http import require_http_methods

from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse

PAGE = require_http_methods(["GET", "HEAD", "POST"])
Made = Callable[..., forms.Form]
Verb = Callable[[forms.Form], object]


def made(request: Request, kinds: Mapping[str, Made]) -> dict[str, forms.Form]:
    """Return the forms of a page, the one that was sent with its answers."""
    part = part_of(request)
    return {name: form(*([request.POST] if name == part else []), prefix=name) for name, form in kinds.items()}


def part_of(request: Request) -> str:
    """Return which form was sent, or ''."""
    return request.POST.get("part", "") if request.method == "POST" else ""


def done(form: forms.Form, verb: Verb) -> bool:
    """Hand the answers of a form to its verb; a refusal stands at its field."""
    if not form.is_valid():
        return False
    try:
        verb(form)
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


def status(request: Request) -> int:
    """Return the status of a page that is shown again after something was sent."""
    return 422 if request.method == "POST" else 200
