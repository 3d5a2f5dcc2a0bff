"""The demo's 1,300 workers and 100 purchasers came in from two tables; their certificates were verified in bulk, by
somebody with a name, and they are found by field and credential."""

import pytest
from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.kernel.actor import Actor
from linli.papers.models import ImportBatch
from linli.places.models import Division
from linli.workforce import queries
from linli.workforce.models import Credential, Worker
from linli.workforce.queries import Wanted


def searcher(demo: Division) -> Actor:
    """Return one of the purchasers that came in from the table, of the county."""
    rows = Post.objects.filter(role=Role.PURCHASER, place=demo).select_related("user", "place")
    return next(actor_of(post.user, post) for post in rows if post.user.phone.startswith("+8615403"))


def test_both_came_in_from_tables(demo: Division) -> None:
    told = ImportBatch.objects.filter(kind__in=("workers", "accounts"))
    assert sorted(told.values_list("kind", "rows", "made", "bad", "state")) == [
        ("accounts", 100, 100, 0, "imported"), ("workers", 1_300, 1_300, 0, "imported"),
    ]  # fmt: skip
    assert {str(Role(batch.owner.role)) for batch in told.select_related("owner")} == {"county_officer", "system_admin"}
    assert Worker.objects.filter(county_id=demo.pk).count() == 1_300
    phones = [post.user.phone for post in Post.objects.filter(role=Role.PURCHASER).select_related("user")]
    assert sum(phone.startswith("+8615403") for phone in phones) == 100


def test_certificates_were_verified_in_bulk_and_some_wait(demo: Division) -> None:
    done = Credential.objects.filter(county_id=demo.pk, state="verified")
    assert (done.count(), Credential.objects.filter(state="waiting").count()) == (935, 40)
    assert set(done.values_list("how", flat=True)) == {"roster"}
    assert done.values("checked_at").distinct().count() == 1
    assert set(done.values_list("checked_name", flat=True)) == {
        Post.objects.get(role=Role.COUNTY_OFFICER, place=demo).user.name
    }


@pytest.mark.parametrize("field", ["elders", "children"])
@pytest.mark.parametrize("grade", ["assistant", "worker", "senior"])
def test_a_purchaser_finds_workers_by_field_and_credential(demo: Division, field: str, grade: str) -> None:
    found = set(queries.search(searcher(demo), Wanted(field=field, grade=grade)).values_list("pk", flat=True))
    held = Credential.objects.filter(grade=grade, state="verified", valid_until__gte=timezone.localdate())
    keys = set(held.values_list("worker_id", flat=True))
    assert found == {one.pk for one in Worker.objects.all() if field in one.fields and one.pk in keys}
    assert found or grade == "senior"  # there are fourteen of them in all


def test_who_waits_to_be_verified_is_not_found_by_credential(demo: Division) -> None:
    waiting = Credential.objects.filter(state="waiting").values_list("worker_id", flat=True)
    by = searcher(demo)
    for grade in ("assistant", "worker", "senior"):
        assert not queries.search(by, Wanted(grade=grade)).filter(pk__in=waiting).exists()
    assert queries.search(by, Wanted()).count() == 1_300


def test_whoever_works_there_finds_her_own_row(demo: Division) -> None:
    post = Post.objects.filter(role=Role.SOCIAL_WORKER).select_related("user", "place").first()
    assert post is not None
    assert queries.claimable(actor_of(post.user, post)) is not None
    officer = Post.objects.filter(role=Role.COUNTY_OFFICER, place=demo).select_related("user", "place").first()
    assert officer is not None
    whole, *towns = queries.figures(actor_of(officer.user, officer), demo)
    assert (len(towns), whole.workers) == (17, 1_300)
