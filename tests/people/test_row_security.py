"""The floor under the policies: with the application's own filter gone, the database still shows nobody else's rows."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from linli.kernel.crypto import CannotOpen
from linli.kernel.policy import acting
from linli.kernel.scope import NOWHERE, enter
from linli.people import actions
from linli.people.models import IdentityDocument, KinshipLink, Person, Telephone
from tests.conftest import Standing, see
from tests.factories.people import areas
from tests.factories.places import County
from tests.people.cards import card

TABLES = (
    "people_household", "people_person", "people_identitydocument", "people_telephone", "people_householdmember",
    "people_kinshiplink", "people_prioritytag",
)  # fmt: skip
Post = Callable[..., Standing]


@pytest.fixture
def other(county: County, worker: Standing, person: Person) -> Person:
    """A second person of the household, with a kinship to the first."""
    made = actions.register(
        by=worker.actor, community=county.communities[0], name="王大明", household=person.household,
        documents=[("id_card", card(serial="004"))], phones=[("13712345522", "")],
    )  # fmt: skip
    with acting():
        KinshipLink.objects.create(
            person=person, other=made, kind=KinshipLink.Kind.CHILD, **areas(county.communities[0], county.grids[0])
        )
    return made


def count(table: str) -> int:
    """Return the rows of a table that this transaction sees, with no filter of ours."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_sees_nobody_outside_the_reach(county: County, other: Person, table: str) -> None:
    see(county.communities[0])
    assert count(table) >= 1
    for place in (county.towns[1], county.communities[1], county.communities[2], county.grids[1]):
        see(place)
        assert count(table) == 0
    enter(NOWHERE)
    assert count(table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_every_table_about_persons_forces_row_security_on_its_owner_too(db: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)


def test_a_row_cannot_be_written_into_anothers_area(county: County) -> None:
    see(county.towns[1])
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), acting():
        Person.objects.create(name="越界", sort_key="", **areas(county.communities[0]))


def test_a_row_cannot_be_pushed_out_of_sight(county: County, person: Person) -> None:
    see(county.communities[0])
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), acting():
        Person.objects.filter(pk=person.pk).update(**areas(county.communities[2]))


def test_a_number_copied_to_another_row_does_not_open(person: Person, other: Person) -> None:
    for model, column in ((IdentityDocument, "number_sealed"), (Telephone, "number_sealed")):
        mine, hers = model.objects.get(person=person), model.objects.get(person=other)
        with acting():
            model.objects.filter(pk=hers.pk).update(**{column: getattr(mine, column)})
        hers.refresh_from_db()
        with pytest.raises(CannotOpen):
            assert hers.number
        assert mine.number


def test_no_number_lies_in_clear_in_any_column(person: Person) -> None:
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608
            kept = cursor.fetchone()[0] or ""
        digits = "".join(character for character in kept if character.isdigit())
        assert card() not in kept
        assert "13812345521" not in digits
        assert card().encode().hex() not in kept
