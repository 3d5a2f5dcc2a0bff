"""The demo has 1,300 workers and 100 purchasers; their certificates were verified in bulk, by somebody with a name."""

from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.places.models import Division
from linli.workforce import queries
from linli.workforce.models import Credential, Worker
from linli.workforce.queries import Wanted


def test_workers_and_purchasers_are_there_and_found(demo: Division) -> None:
    assert Worker.objects.filter(county_id=demo.pk).count() == 1_300
    assert Post.objects.filter(role=Role.PURCHASER).exclude(user__phone_blind=None).count() >= 100
    done = Credential.objects.filter(county_id=demo.pk, state="verified")
    assert (done.count(), Credential.objects.filter(state="waiting").count()) == (935, 40)
    assert set(done.values_list("how", flat=True)) == {"roster"}
    assert done.exclude(checked_name="").count() == 935
    post = Post.objects.filter(role=Role.PURCHASER, place=demo).select_related("user", "place").first()
    assert post is not None
    found = queries.search(actor_of(post.user, post), Wanted(field="elders", grade="worker"))
    assert 0 < found.count() < 300
    assert all("elders" in one.fields for one in found)


def test_whoever_works_there_finds_her_own_row(demo: Division) -> None:
    post = Post.objects.filter(role=Role.SOCIAL_WORKER).select_related("user", "place").first()
    assert post is not None
    assert queries.claimable(actor_of(post.user, post)) is not None
    officer = Post.objects.filter(role=Role.COUNTY_OFFICER, place=demo).select_related("user", "place").first()
    assert officer is not None
    whole, *towns = queries.figures(actor_of(officer.user, officer), demo)
    assert (len(towns), whole.workers) == (17, 1_300)
