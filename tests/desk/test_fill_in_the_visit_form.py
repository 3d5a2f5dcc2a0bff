"""The visit form folded into 记一笔: a data pack's subjects and items, kept sealed with their version."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.outreach import actions
from linli.outreach.actions import Filled
from linli.outreach.models import HomeVisit
from linli.outreach.questions import visit_form
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.records import entry
from tests.factories.visits import elder
from tests.support.quick import open_sheet

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def walker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.grids[0])


def test_the_form_is_five_subjects_of_three_items() -> None:
    form = visit_form()
    assert [(subject.name, len(subject.items)) for subject in form.subjects] == [
        ("身体", 3), ("精神", 3), ("安全", 3), ("卫生", 3), ("居住环境", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("answers", [{"safety.moon": "well"}, {"safety.gas": "splendid"}])
def test_an_answer_nobody_offered_is_refused(county: County, walker: Standing, answers: dict[str, str]) -> None:
    with pytest.raises(Refused, match="探访表"):
        actions.visit(entry(county.grids[0]), by=walker.actor, filled=Filled("v", answers))
    assert not HomeVisit.objects.exists()


def test_what_is_ticked_at_the_door_is_kept_sealed_with_the_version(
    county: County, walker: Standing, sign_in: SignIn
) -> None:
    person = elder(county)
    sheet = open_sheet(sign_in(walker), f"?kind=home_visit&person={person.pk}")
    assert "五看十五项" in sheet.page
    kept = sheet.send(pick="stay:", **{"answer.safety.gas": "help", "answer.health.speech": "well"})
    kept.finish()
    see(county.division)
    seen = HomeVisit.objects.get()
    assert json.loads(seen.answers) == {"safety.gas": "help", "health.speech": "well"}
    assert seen.form_version == "five_by_three/1"
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers_sealed FROM outreach_homevisit")
        assert b"gas" not in bytes(cursor.fetchone()[0])


def test_a_form_left_folded_leaves_nothing(county: County, walker: Standing, sign_in: SignIn) -> None:
    person = elder(county)
    open_sheet(sign_in(walker), f"?kind=home_visit&person={person.pk}").finish()
    see(county.division)
    seen = HomeVisit.objects.get()
    assert (seen.answers, seen.form_version, seen.unchanged_since) == ("", "", None)
