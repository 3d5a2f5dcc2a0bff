"""A copy of somebody's data as an answer to a browser: a file, or a page to print; kept by no cache."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from linli.people.copies import Copy


def handed(copy: Copy, *, as_page: bool) -> HttpResponse:
    """Return a copy that the verb ``take_copy`` has gathered."""
    if as_page:
        answer = HttpResponse(copy.page, content_type="text/html; charset=utf-8")
    else:
        answer = HttpResponse(copy.zip, content_type="application/zip")
        answer["Content-Disposition"] = content_disposition_header(True, _("我的信息.zip")) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer
