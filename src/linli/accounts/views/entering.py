"""Coming in: by a code sent to one's telephone, and by the one-time link that sets a password."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth.tokens import default_token_generator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.accounts import actions, newcomers
from linli.accounts.addresses import client_address
from linli.accounts.doors import public
from linli.accounts.forms import CodeForm, NewPasswordForm, TelephoneForm
from linli.accounts.landing import landing
from linli.accounts.middleware import Request
from linli.accounts.models import LoginCode, User
from linli.accounts.pace import few
from linli.accounts.phones import masked
from linli.accounts.sight import posts_today
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused

A_DAY, NEWCOMERS = 86_400, 500  # codes a day to whoever comes to introduce herself, of the whole installation
PENDING, SHOWN, NEXT, ASKED_FOR = "login_code", "login_phone", "login_next", "login_number"


@public("the way in")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: Request) -> HttpResponse:
    """Ask for the telephone number and have a code sent to it."""
    if not request.actor.is_stranger:
        return redirect(landing(request.actor.role))
    form = TelephoneForm(request.POST or None)
    there = request.GET.get("next", "")
    if request.method == "GET":
        request.session[NEXT] = there if _is_ours(request, there) else ""
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            code = actions.ask_code(phone, client_address(request), by=request.actor, welcome=_welcome(request))
        except Refused as refused:
            form.add_error("phone", refused.sentence)
        else:
            request.session[PENDING], request.session[SHOWN] = str(code.pk), masked(phone)
            request.session[ASKED_FOR] = crypto.seal(phone, ASKED_FOR).hex()
            return redirect("login_code")
    page = {"form": form, "pending": request.session.get(PENDING), "next": there}
    return render(request, "accounts/login.html", page, status=422 if form.errors else 200)


@public("the way in")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: Request) -> HttpResponse:
    """Ask for the code and open the session; a post that demands a second factor is shown the other door."""
    if not request.session.get(PENDING) or not request.actor.is_stranger:
        return redirect("login")
    form = CodeForm(request.POST or None)
    user = _used(request, form) if form.is_valid() else None
    if user is not None:
        del request.session[PENDING]
        request.session.pop(ASKED_FOR, None)
        if any(post.demands_second_factor for post in posts_today(user)):
            return render(request, "accounts/other_door.html", {"next": request.session.get(NEXT)}, status=422)
        return _enter(request, user)
    page = {"form": form, "phone": request.session.get(SHOWN)}
    return render(request, "accounts/login_code.html", page, status=422 if form.errors else 200)


@public("the one-time link of an appointment; the token in it is the key")
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: Request, pk: UUID, token: str) -> HttpResponse:
    """Let the holder of a one-time link set the password."""
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "accounts/link_spent.html", status=404)
    form = NewPasswordForm(request.POST or None, user=user)
    if form.is_valid():
        actions.set_password(user, form.cleaned_data["password"], by=Actor(user=user.pk, name=user.name))
        messages.success(request, _("密码设好了。现在用它登录。"))
        return redirect("account_login")
    page = {"form": form, "handle": user.handle}
    return render(request, "accounts/set_password.html", page, status=422 if form.errors else 200)


def _used(request: Request, form: Form) -> User | None:
    """Return whose code it was, or None with the sentence on the form."""
    try:
        phone = _asked_for(request)
        code, digits = UUID(request.session[PENDING]), form.cleaned_data["code"]
        welcome = newcomers.welcomes(request.session.get(NEXT, ""))
        user = actions.use_code(code, digits, by=request.actor, phone=phone, welcome=welcome)
    except LoginCode.DoesNotExist:
        form.add_error("code", _("这个验证码过了十分钟，请重新要一个。"))
        return None
    except Refused as refused:
        form.add_error("code", refused.sentence)
        return None
    if user is None:
        form.add_error("code", _("这个号码对不上，再看一眼短信？"))
    return user


def _welcome(request: Request) -> bool:
    """Tell whether a number nobody has gets a code: on the way to a page of introduction, so many a day."""
    if not newcomers.welcomes(request.session.get(NEXT, "")):
        return False
    if not few("newcomer", "::", most=NEWCOMERS, within=A_DAY):
        raise Refused(_("今天来登记的人太多了，请明天再来，或打电话给区县的经办人。"))
    return True


def _asked_for(request: Request) -> str:
    """Return the number that the code was asked for; it lies sealed in the session, for a newcomer's account."""
    sealed = request.session.get(ASKED_FOR, "")
    return crypto.unseal(bytes.fromhex(sealed), ASKED_FOR) if sealed else ""


def _enter(request: Request, user: User) -> HttpResponse:
    there = request.session.pop(NEXT, "")
    begin_session(request, user, backend=settings.AUTHENTICATION_BACKENDS[1])
    posts = posts_today(user)
    return redirect(there or landing(posts[0].role if posts else ""))


def _is_ours(request: Request, there: str) -> bool:
    return url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
