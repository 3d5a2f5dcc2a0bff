"""The two surveys of the demo are worked by the room's own verbs: one closed with a whole figure, one that runs."""

from datetime import timedelta

from django.utils import timezone

from linli.accounts.models import Role
from linli.desk.demo import surveys
from linli.desk.demo.staff import Staff
from linli.matching import draws
from linli.surveys import figures, queries
from linli.surveys.models import Survey
from tests.factories import accounts
from tests.factories import surveys as factory
from tests.factories.people import person
from tests.factories.places import County
from tests.factories.records import record


def test_one_is_closed_and_one_runs_and_loading_again_adds_none(county: County) -> None:
    today, worker = timezone.localdate(), factory.actor(Role.SOCIAL_WORKER, county.towns[0])
    people = [person(county.communities[number % 2], f"何{number}") for number in range(12)]
    record(worker, county.communities[0], persons=people, happened_on=today - timedelta(days=30))
    officer, evaluator, interviewer = (
        accounts.post(role, county.division) for role in (Role.COUNTY_OFFICER, Role.EVALUATOR, Role.INTERVIEWER)
    )
    staff = Staff(officers={county.division.pk: officer}, evaluator=evaluator, interviewer=interviewer)
    assert surveys.make(county, staff, today, len) == 2  # type: ignore[arg-type]
    told = {one.stage: one for one in Survey.objects.all()}
    overall = told["closed"].result.content["questions"][0]["result"]
    assert str(figures.of(overall)).startswith(f"{overall['share'] * 100:.1f}%（95% 置信区间")
    assert draws.replay(queries.replay_file(told["closed"])) == []
    assert told["open"].drawn == 12
    assert surveys.make(county, staff, today, len) == 0  # type: ignore[arg-type]
