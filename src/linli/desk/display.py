"""How large and how plain the pages are: one tap on any page, kept in a signed cookie and with the person."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.accounts.actions import choose_display
from linli.accounts.doors import public
from linli.accounts.middleware import Request
from linli.accounts.models import User

COOKIE = "linli_display"
A_YEAR = 365 * 24 * 3600
SIZES: dict[str, str | Promise] = {
    "standard": _("标准"),
    "large": _("大"),
    "xlarge": _("特大"),
    "max": _("最大"),
}
ELDER_SIZES = ("xlarge", "max")  # 长辈版 starts at 24 px


@dataclass(frozen=True)
class Display:
    """The text size (a key of ``SIZES``) and whether 长辈版 is on."""

    chosen: str = "standard"
    elder: bool = False

    @property
    def size(self) -> str:
        """The size in force: 长辈版 knows nothing below 特大."""
        return "xlarge" if self.elder and self.chosen not in ELDER_SIZES else self.chosen

    @property
    def label(self) -> str | Promise:
        """The name of the size in force."""
        return SIZES[self.size]

    @property
    def sizes(self) -> list[tuple[str, str | Promise]]:
        """The sizes to choose from, each with its name."""
        return [(size, name) for size, name in SIZES.items() if not self.elder or size in ELDER_SIZES]

    @property
    def next_size(self) -> str:
        """The size after one more tap on 大字; after the last comes the first."""
        offered = [size for size, _name in self.sizes]
        return offered[(offered.index(self.size) + 1) % len(offered)]


def display_of(request: HttpRequest) -> Display:
    """Return what was chosen on this device, else what the person chose on another; anything unreadable is standard."""
    size, _dot, mode = str(request.get_signed_cookie(COOKIE, default="", max_age=A_YEAR)).partition(".")
    if size in SIZES:
        return Display(size, mode == "elder")
    user = getattr(request, "user", None)
    return Display(user.text_size, user.elder_mode) if isinstance(user, User) else Display()


@public("whoever looks at a page may make it larger")
@require_POST
def text_size(request: Request) -> HttpResponse:
    """Keep the size named in ``size`` and go back to the page."""
    size = request.POST.get("size", "")
    display = display_of(request)
    return _back_with(request, replace(display, chosen=size) if size in SIZES else display)


@public("whoever looks at a page may make it plainer")
@require_POST
def elder_mode(request: Request) -> HttpResponse:
    """Turn 长辈版 on or off (``elder`` = on, off) and go back to the page."""
    return _back_with(request, replace(display_of(request), elder=request.POST.get("elder") == "on"))


def _back_with(request: Request, display: Display) -> HttpResponse:
    if isinstance(request.user, User):
        choose_display(request.user, size=display.chosen, elder=display.elder, by=request.actor)
    there = request.POST.get("next", "")
    mine = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    response = redirect(there if mine else "home")
    response.set_signed_cookie(
        COOKIE,
        f"{display.chosen}.{'elder' if display.elder else 'plain'}",
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
