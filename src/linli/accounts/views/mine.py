"""One's own account: posts, second factor, devices."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    raise_if_reauthentication_required,
)
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions, queries, sittings
from linli.accounts.doors import signed_in
from linli.accounts.forms import NewPasswordForm
from linli.accounts.landing import landing
from linli.accounts.middleware import OWN_DOOR, Request, choose, stand_at_own_door


@signed_in
@require_safe
def me(request: Request) -> HttpResponse:
    """Show one's posts, how one signs in, and the way out."""
    page = {
        "telephone": queries.telephone(request.user),
        "factors": queries.factors(request.user),
        "sign_ins": queries.sign_ins(request.user),
        "opened": sittings.opened_at(request.session),
    }
    return render(request, "accounts/me.html", page)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def switch_post(request: Request) -> HttpResponse:
    """Act in another of one's posts (``post`` = its id), or stand at one's own door (``own``); others do not exist."""
    if request.method != "POST":
        return redirect("me")
    if request.POST.get("post") == OWN_DOOR:
        if not stand_at_own_door(request):
            raise Http404
        messages.success(request, _("现在您是居民本人，看不到工作上的东西。"))
        return redirect("/")
    try:
        chosen = UUID(request.POST.get("post", ""))
    except ValueError:
        raise Http404 from None
    if not choose(request, chosen):
        raise Http404
    post = next(held for held in request.posts if held.pk == chosen)
    messages.success(request, _("现在的岗位：%(post)s") % {"post": post})
    return redirect(landing(post.role))


def with_password(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open a view to accounts that have a password; those who come in by code are told that they need none."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_usable_password():
            messages.info(request, _("您用手机号和短信验证码登录，不用设密码，也没有第二道验证。"))
            return redirect("me")
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@with_password
@require_safe
def second_factor(request: Request) -> HttpResponse:
    """Explain the second factor and offer both ways to set it up."""
    return render(request, "accounts/second_factor.html", {"factors": queries.factors(request.user)})


@with_password
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: Request) -> HttpResponse:
    """Set a new password; the old one was shown in this quarter of an hour, or is asked for first.

    A late POST is sent back to the question, not kept for afterwards: a password never rests in the session.
    """
    if request.method == "POST" and is_reauthentication_required(request, app="linli.accounts"):
        return redirect("change_password")
    raise_if_reauthentication_required(request, app="linli.accounts")
    form = NewPasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        actions.set_password(request.user, form.cleaned_data["password"], by=request.actor)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("新密码设好了，别的设备都已退出。"))
        return redirect("me")
    page = {"form": form, "handle": request.user.handle, "signed_in": True}
    return render(request, "accounts/set_password.html", page, status=422 if form.errors else 200)


@signed_in
@require_POST
def end_others(request: Request) -> HttpResponse:
    """Sign out everywhere else."""
    sittings.keep(request.session, actions.end_other_sessions(request.user, by=request.actor))
    messages.success(request, _("别的设备都已退出。"))
    return redirect("me")
