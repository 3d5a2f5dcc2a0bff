"""Rows are written by actions; the guard of the tests refuses everything else."""

import pytest

from linli.kernel.policy import OutsideAction, acting
from linli.places.models import Division, Level


@pytest.mark.django_db
def test_an_insert_outside_an_action_is_refused() -> None:
    with pytest.raises(OutsideAction):
        Division.objects.create(code="1", name="某地", level=Level.COUNTY, path="cn.c1", year=2023)


@pytest.mark.django_db
def test_an_update_and_a_delete_outside_an_action_are_refused() -> None:
    with pytest.raises(OutsideAction):
        Division.objects.update(name="别处")
    with pytest.raises(OutsideAction):
        Division.objects.filter(code="1")._raw_delete("default")


@pytest.mark.django_db
def test_the_same_insert_inside_an_action_passes() -> None:
    with acting():
        assert Division.objects.create(code="1", name="某地", level=Level.COUNTY, path="cn.c1", year=2023).pk


@pytest.mark.django_db
def test_the_trail_raises_outside_an_action() -> None:
    from linli.audit.actions import record
    from linli.kernel.actor import STRANGER

    with pytest.raises(OutsideAction):
        record("thing.done", None, by=STRANGER)
