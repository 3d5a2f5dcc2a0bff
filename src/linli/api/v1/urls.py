"""The API of version 1: routers, the way troubles are told, and who may come in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from linli.api.v1 import me, records
from linli.api.v1.session import OPENS_TO, Session
from linli.audit.actions import Unwritten
from linli.kernel.policy import Refused

api = NinjaAPI(
    title="邻里 Linli", version="1", auth=Session(), docs_url=None, openapi_url=None, urls_namespace="api_v1",
    description="Session cookie of the web pages; what changes something carries the X-CSRFToken header.",
)  # fmt: skip
api.add_router("/me", me.router)
api.add_router("/records", records.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell the sentence of a refusal."""
    return api.create_response(request, {"sentence": error.sentence, "field": error.field}, status=422)


@api.exception_handler(Unwritten)
def unwritten(request: HttpRequest, error: Any) -> HttpResponse:
    """Give nothing out that could not be written on the trail."""
    sentence = _("留痕写不上，现在不能查看。请稍后再试。")
    return api.create_response(request, {"sentence": sentence, "field": ""}, status=503)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """Tell which field could not be read."""
    field = str(error.errors[0]["loc"][-1]) if error.errors else ""
    return api.create_response(request, {"sentence": _("这一项读不懂，请看一看格式。"), "field": field}, status=422)


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: Any) -> HttpResponse:
    """Ask a stranger to sign in."""
    return api.create_response(request, {"sentence": _("请先登录。"), "field": ""}, status=401)


@api.exception_handler(Http404)
def absent(request: HttpRequest, error: Any) -> HttpResponse:
    """Say that there is nothing, whether or not somebody else might see it."""
    return api.create_response(request, {"sentence": _("没有找到。"), "field": ""}, status=404)


# The root answers nothing without the framework's own documentation page: it is no door.
urlpatterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
for door in urlpatterns:
    door.callback.__dict__["door"] = OPENS_TO
