"""The first page of a resident: how many bytes come compressed, in how many requests."""

import gzip
import re

from django.test import Client
from django.urls import reverse

from bench.rows import Row

PARTS = re.compile(r'<(?:link|script|img|use)[^>]*?(?:href|src)="(/static/[^"#?]+)')


def measure() -> list[Row]:
    """Measure the page with everything it asks for (icons drawn from one sheet count once)."""
    client = Client(headers={"host": "localhost"})
    page = client.get(reverse("home"))
    wanted = sorted(set(PARTS.findall(page.content.decode())))
    sizes = [weight(page.content), *(weight(fetched(client, address)) for address in wanted)]
    total, requests = sum(sizes), len(sizes)
    return [
        Row("first resident page, compressed", f"{total / 1024:.1f} KB", "limit 100 KB", round(total / 1024, 1),
            "≤ 100", page.status_code == 200 and total <= 100 * 1024),
        Row("first resident page, requests", str(requests), "limit 6", requests, "≤ 6", requests <= 6),
    ]  # fmt: skip


def fetched(client: Client, address: str) -> bytes:
    """Return one part of the page as the server gives it."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} is asked for by the first page and is not there")
    return answer.getvalue() if answer.streaming else answer.content


def weight(content: bytes) -> int:
    """Return the size of a part, compressed as a server in front would."""
    return len(gzip.compress(content, 6))
