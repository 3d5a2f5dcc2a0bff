"""Pages of the practice room over 5,000 open cases, and similar cases over 100,000 closed ones, as whole pages."""

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import pages
from bench.cases import Held, held
from bench.extracts import left
from bench.rows import Row, medians, ms
from linli.accounts import sittings
from linli.accounts.middleware import POST_KEY
from linli.accounts.models import Post
from linli.accounts.sight import actor_of
from linli.kernel.scope import enter
from linli.places.models import Division
from linli.practice.models import CaseExtract, CaseFile
from linli.practice.queries.missing import missing
from linli.practice.queries.similar import asks, similar
from linli.practice.queries.watching import watched

MOST_TIMES, MOST_MS = 5.0, 300.0


def measure(county: Division) -> list[Row]:
    """Measure similar cases beside a search of people, then the long lists against their limits."""
    told = held()
    left(told.county)
    return [*_alike(told, county), *_lists(told)]


def signed_in(post: Post) -> Client:
    """Return a client signed in to a post."""
    client = Client(headers={"host": "localhost"})
    client.force_login(post.user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session[POST_KEY] = str(post.pk)
    sittings.begin(session, sittings.PASSWORD, factor=True)
    session.save()
    return client


def _alike(told: Held, county: Division) -> list[Row]:
    """Measure the page over the whole county of cases, beside the page of a search by name among all people."""
    lead, officer = signed_in(told.lead), pages.officer(county)
    ours = reverse("case_similar", args=[told.case.pk])
    plain = pages.searches(county)[1]["whole name"]
    actor = actor_of(told.lead.user, told.lead)
    with transaction.atomic():
        enter(actor.scope)
        count = CaseExtract.objects.filter(county_id=told.county.pk).count()
        case = CaseFile.objects.select_related("client").get(pk=told.case.pk)
        asked = asks(case)
        rows, _next = similar(case, asked, by=actor)
        right = bool(rows) and rows[0].why != rows[-1].why
    right = right and all(client.get(page).status_code == 200 for client, page in ((lead, ours), (officer, plain)))
    mine, beside = medians(lambda: lead.get(ours), lambda: officer.get(plain))
    ratio = mine / beside
    return [
        Row(f"similar cases over {count:,} closed ones, page", ms(mine), f"{ms(beside)} plain full-text page",
            round(ratio, 2), f"≤ {MOST_TIMES:g}", right and ratio <= MOST_TIMES),
    ]  # fmt: skip


def _lists(told: Held) -> list[Row]:
    """Measure the lists over every open case, and the page of a case of 200 sessions."""
    lead, supervisor, worker = (signed_in(post) for post in (told.lead, told.supervisor, told.worker))
    asked = {
        "what is missing": (lead, reverse("caseload_missing")),
        "quiet list": (supervisor, reverse("supervision")),
        "notes to be read": (supervisor, reverse("supervision_notes")),
        "caseload": (lead, reverse("caseload")),
        "cases": (lead, reverse("cases")),
        "what does not count yet": (lead, f"{reverse('uncounted')}?what=case"),
        "case of 200 sessions": (worker, reverse("case", args=[told.case.pk])),
    }
    before, rows = pages.scans(), [_one_query(told)]
    for name, (client, address) in asked.items():
        if client.get(address).status_code != 200:
            raise SystemExit(f"{address} does not open")
        (taken,) = medians(lambda client=client, address=address: client.get(address))
        rows.append(Row(f"practice: {name}", ms(taken), f"limit {MOST_MS:g} ms", round(taken * 1000, 1),
                        f"≤ {MOST_MS:g} ms", taken * 1000 <= MOST_MS))  # fmt: skip
    read = {
        table: count - before.get(table, 0) for table, count in pages.scans().items() if count > before.get(table, 0)
    }
    whole = ", ".join(f"{table} {count}×" for table, count in sorted(read.items())) or "none"
    return [*rows, Row("tables read from end to end for these pages", whole, "", len(read), "none", not read)]


def _one_query(told: Held) -> Row:
    """Count the queries that tell what is missing over every open case."""
    actor = actor_of(told.lead.user, told.lead)
    with transaction.atomic():
        enter(actor.scope)
        count = CaseFile.objects.visible_to(actor).standing().count()
        with CaptureQueriesContext(connection) as asked:
            found = len(missing(actor).order_by("id"))
        (taken,) = medians(lambda: list(missing(actor).order_by("id")))
        enter(actor_of(told.supervisor.user, told.supervisor).scope)
        quiet = sum(map(bool, watched(actor_of(told.supervisor.user, told.supervisor)).values()))
    job = f"what is missing over {count:,} open cases: {found:,} lack something, {quiet:,} want a look, queries"
    return Row(job, ms(taken), "all in one query", len(asked), "= 1", len(asked) == 1 and found > 0)
