"""Lists and search of people as whole HTTP pages, beside the page of one person by key; how the tables were read."""

import time
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Length
from django.test import Client
from django.urls import reverse

from bench.rows import Row, medians, ms
from linli.accounts import sittings
from linli.accounts.middleware import POST_KEY
from linli.accounts.models import Post, Role
from linli.kernel.scope import Scope, enter
from linli.kernel.text import initials
from linli.people.models import Person, Telephone
from linli.places.models import Division

BIG = 10_000  # a table above this many rows is never read from end to end
SCANS = "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE n_live_tup > %s"


def officer(county: Division) -> Client:
    """Return a client signed in as an officer of the county: everybody in it is in her reach."""
    client = Client(headers={"host": "localhost"})
    post = Post.objects.select_related("user").filter(role=Role.COUNTY_OFFICER, place=county).first()
    if post is None:
        raise SystemExit("the county of the bench has no officer; drop its database and run again")
    client.force_login(post.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session[POST_KEY] = str(post.pk)
    sittings.begin(session, sittings.PASSWORD, factor=True)
    session.save()
    return client


def searches(county: Division) -> tuple[str, dict[str, str]]:
    """Return the address of one person's page, and of the lists and searches measured."""
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        someone = Person.objects.filter(county_id=county.pk, telephones__isnull=False).order_by("id")[100]
        brief = Person.objects.annotate(length=Length("name")).filter(county_id=county.pk, length=2)
        short = brief.order_by("id").first() or someone
        tail = Telephone.objects.filter(person=someone)[0].number[-4:]
        asked = {
            "list": "",
            "name of two characters": short.name,
            "whole name": someone.name,
            "pinyin initials": initials(someone.name),
            "telephone tail": tail,
            "address": someone.actual_address[-14:],
        }
        one = reverse("person", args=[someone.pk])
    return one, {
        name: f"{reverse('people')}?{urlencode({'text': text})}" if text else reverse("people")
        for name, text in asked.items()
    }


def measure(county: Division) -> list[Row]:
    """Measure every page against the page of one person, asked in turn."""
    client = officer(county)
    one, addresses = searches(county)
    before = scans()
    rows = []
    for name, address in addresses.items():
        right = answers(client, address) and answers(client, one)
        ours, beside = medians(lambda page=address: client.get(page), lambda: client.get(one))
        ratio = ours / beside
        rows.append(
            Row(f"people: {name}", ms(ours), f"{ms(beside)} one person", round(ratio, 2), "≤ 3", right and ratio <= 3)
        )
    read = {table: count - before.get(table, 0) for table, count in scans().items() if count > before.get(table, 0)}
    whole = ", ".join(f"{table} {count}×" for table, count in sorted(read.items())) or "none"
    rows.append(Row("tables read from end to end for these pages", whole, "", len(read), "none", not read))
    return rows


def answers(client: Client, address: str) -> bool:
    """Tell whether a page is there and has people on it."""
    page = client.get(address)
    return page.status_code == 200 and (b"/w/people/" in page.content)


def scans() -> dict[str, int]:
    """Return how often each big table has been read from end to end so far."""
    time.sleep(1.2)  # the server writes its counters down once a second
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute(SCANS, [BIG])
        return dict(cursor.fetchall())
