"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# The address of nobody (a socket without one); nothing is ever bound to it.
UNKNOWN = "0.0.0.0"  # nosec B104


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address; behind ``PROXIES`` proxies of ours, the one the outermost of them saw.

    What stands further left in ``X-Forwarded-For`` was written by the visitor and is never believed.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        found = hops[-settings.PROXIES] if len(hops) >= settings.PROXIES else found
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return UNKNOWN
