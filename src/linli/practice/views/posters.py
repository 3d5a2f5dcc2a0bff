"""The poster with the code that hangs at a meeting."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.middleware import Request
from linli.papers import pdf

POSTER = """
#show: paper.with(title: data.title, note: data.day, qr: data.qr)
#set text(size: 24pt)
= #data.title
#data.how
#align(center)[#text(size: 72pt)[#data.code]]
"""


def poster(request: Request, codes: Any) -> HttpResponse | None:
    """Return the poster of the code that stands among a meeting's, in large print; None, and a word, without one."""
    code = codes.filter(ended_at=None, until__gt=timezone.now()).first()
    if code is None:
        messages.warning(request, _("还没有签到码，请先出一个。"))
        return None
    address = request.build_absolute_uri(f"{reverse('my_sign_in')}?code={code.code}")
    data = {
        "title": _("签到"), "day": timezone.localdate().isoformat(), "code": code.code, "qr": pdf.qr(address),
        "how": _("用微信扫一扫，或在“我的”里点“活动签到”，输入下面的号码。不会用手机，跟社工说一声就行。"),
    }  # fmt: skip
    made = HttpResponse(pdf.render(POSTER, data), content_type="application/pdf")
    made["Content-Disposition"] = 'inline; filename="linli.pdf"'
    return made
