"""Everybody's posts: who is where, new appointments, locked accounts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions, queries
from linli.accounts.doors import ADMINS, staff
from linli.accounts.forms import PostForm
from linli.accounts.middleware import Request
from linli.accounts.models import Post, Role, User
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.places.models import Division


@staff(*ADMINS)
@require_safe
def posts(request: Request) -> HttpResponse:
    """List the posts inside the administrator's place."""
    search = tidy(request.GET.get("q", ""))[:50]
    found = page(queries.posts(request.actor, search), "user__name", "id", after=request.GET.get("after", ""))
    looked("account", {post.user_id for post in found.rows}, by=request.actor, fields=("name", "phone"))
    rows = [(post, queries.telephone(post.user)) for post in found.rows]
    return render(request, "accounts/posts.html", {"rows": rows, "next": found.next, "q": search})


@staff(Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def post_new(request: Request) -> HttpResponse:
    """Put somebody in a post; whoever has no account yet gets one, and a one-time link to be handed over."""
    form = PostForm(request.POST or None, by=request.actor)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            known = queries.known(facts["phone"])
            user = actions.open_account(facts["name"], facts["phone"], by=request.actor)
            where = {"place" if isinstance(facts["place"], Division) else "organisation": facts["place"]}
            dates = {"starts_on": facts["starts_on"], "ends_on": facts["ends_on"]}
            post = actions.appoint(user, facts["role"], **where, **dates, by=request.actor)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            return render(
                request, "accounts/appointed.html", {"post": post, "link": "" if known else _link(request, user, post)}
            )
    context = {"form": form, "places": queries.places(request.actor)}
    return render(request, "accounts/post_new.html", context, status=422 if form.errors else 200)


@staff(Role.SYSTEM_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def post_end(request: Request, pk: UUID) -> HttpResponse:
    """End a post at once, after asking."""
    post = get_object_or_404(Post.objects.visible_to(request.actor).select_related("user", "place"), pk=pk)
    if request.method != "POST":
        return _asked(
            request, _("结束 %(name)s 的岗位？"), post.user, _("结束岗位"),
            _("%(post)s：马上结束。做过的记录都留着，账号也还在。") % {"post": post},
        )  # fmt: skip
    actions.end(post, by=request.actor)
    messages.success(request, _("%(name)s 的岗位结束了。") % {"name": post.user.name})
    return redirect("posts")


@staff(Role.SECURITY_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def account_lock(request: Request, pk: UUID) -> HttpResponse:
    """Shut an account, after asking."""
    user = get_object_or_404(User.objects.visible_to(request.actor), pk=pk)
    if request.method != "POST":
        told = _("所有设备马上退出，不能再登录，直到您恢复。做过的记录都留着。")
        return _asked(request, _("停用 %(name)s 的账号？"), user, _("停用账号"), told)
    actions.lock(user, by=request.actor)
    messages.success(request, _("%(name)s 的账号停用了。") % {"name": user.name})
    return redirect("posts")


@staff(Role.SECURITY_ADMIN)
@require_POST
def account_unlock(request: Request, pk: UUID) -> HttpResponse:
    """Open a locked account again."""
    user = get_object_or_404(User.objects.visible_to(request.actor), pk=pk)
    actions.unlock(user, by=request.actor)
    messages.success(request, _("%(name)s 的账号恢复了。") % {"name": user.name})
    return redirect("posts")


@staff(Role.SECURITY_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def account_reset(request: Request, pk: UUID) -> HttpResponse:
    """Give somebody who lost her telephone a new start, and show the one-time link."""
    user = get_object_or_404(User.objects.visible_to(request.actor), pk=pk)
    if request.method != "POST":
        told = _("原来的密码和第二道验证马上作废，所有设备退出。您会得到一个一次性链接，当面交给本人。")
        return _asked(request, _("重置 %(name)s 的登录？"), user, _("重置登录"), told)
    actions.reset_login(user, by=request.actor)
    user.refresh_from_db()
    link = request.build_absolute_uri(queries.password_path(user))
    return render(request, "accounts/appointed.html", {"reset": user, "link": link})


def _asked(request: Request, question: str, user: User, yes: str, told: str) -> HttpResponse:
    page = {"question": question % {"name": user.name}, "yes": yes, "told": told}
    return render(request, "accounts/sure.html", page)


def _link(request: Request, user: User, post: Post) -> str:
    """Return the one-time link for somebody who needs a password and has none."""
    if not post.demands_second_factor or user.has_usable_password():
        return ""
    return request.build_absolute_uri(queries.password_path(user))
