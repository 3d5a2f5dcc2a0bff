"""Wrong passwords are counted per account and address (django-axes), under a name that tells nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.accounts.models import User
from linli.accounts.phones import e164
from linli.kernel import crypto
from linli.kernel.text import tidy


def find(login: str) -> User | None:
    """Return the account of a login name (any case) or telephone number."""
    text = tidy(login)
    if user := User.objects.filter(handle__iexact=text).first():
        return user
    number = e164(text)
    return User.objects.by_phone(number) if number else None


def whose(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return under which name tries are counted: one per account, however it is written; never a number in clear."""
    login = str((credentials or {}).get("username") or (request.POST.get("login", "") if request else ""))
    user = find(login)
    return str(user.pk) if user else crypto.blind(login.strip().lower(), "axes.username").hex()


def shut(request: HttpRequest, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Return the page of somebody who tried too often."""
    sentence = _("试的次数太多了，请过一刻钟再来。有通行密钥的话，现在就可以用它登录。")
    return render(request, "refused.html", {"sentence": sentence, "title": _("先歇一歇")}, status=429)
