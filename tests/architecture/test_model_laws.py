"""Laws read from the models and the database: keys point down, privacy is said, rows are secured, sight is told."""

import tomllib
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from linli.kernel.privacy import Privacy, Sensitivity

OURS = [model for model in apps.get_models() if model.__module__.startswith("linli.")]
AREAS = {"county_id", "town_id", "community_id"}


def floors() -> dict[str, int]:
    contracts = tomllib.loads((settings.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = [row.replace(" ", "").split("|") for row in contracts[0]["layers"]]
    return {room: -depth for depth, row in enumerate(rows) for room in row}


def upstairs(keys: list[tuple[str, str]]) -> list[str]:
    """Return the keys (room, room pointed at) that do not point down."""
    floor = floors()
    return [f"{here} -> {there}" for here, there in keys if here != there and floor[there] >= floor[here]]


def columns(model: type[models.Model]) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}


def unclassed(model: type[models.Model]) -> list[str]:
    """Return what a model fails to say about privacy."""
    said = getattr(model, "privacy", None)
    if not isinstance(said, Privacy):
        return [f"{model._meta.label} says no privacy class"]
    if said not in (Privacy.PERSONAL, Privacy.PROTECTED):
        return []
    told: dict[str, Any] = getattr(model, "sensitivity", {})
    plain = (models.UUIDField, models.DateField, models.DateTimeField, models.SmallIntegerField, models.IntegerField,
             models.BooleanField, models.AutoField, models.BigAutoField)  # fmt: skip
    silent = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in told
        and field.attname not in told
        and not isinstance(field, plain)
        and not field.choices
        and not isinstance(field, models.ForeignKey | models.OneToOneField)
    ]
    wrong = [name for name, value in told.items() if not isinstance(value, Sensitivity)]
    return [f"{model._meta.label}.{name} says no sensitivity" for name in silent + wrong]


def test_foreign_keys_point_down() -> None:
    floor = floors()
    keys = [
        (model._meta.app_label, field.related_model._meta.app_label)
        for model in OURS
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model and field.related_model._meta.app_label in floor
    ]
    assert keys
    assert upstairs(keys) == []


def test_a_planted_key_upstairs_is_caught() -> None:
    assert upstairs([("places", "people")]) == ["places -> people"]
    assert upstairs([("papers", "tasks")]) == ["papers -> tasks"]


def test_every_model_says_its_privacy_and_every_field_of_a_person_its_sensitivity() -> None:
    breaches = [breach for model in OURS for breach in unclassed(model)]
    assert not breaches, "\n".join(breaches)


def test_a_planted_silent_field_is_caught() -> None:
    class Planted(models.Model):
        privacy = Privacy.PERSONAL
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "people"
            managed = False

    assert unclassed(Planted) == ["people.Planted.name says no sensitivity"]
    del apps.all_models["people"]["planted"]


def test_every_model_with_a_place_tells_who_sees_it() -> None:
    blind = [
        model._meta.label
        for model in OURS
        if columns(model) >= AREAS
        and getattr(model, "privacy", None) in (Privacy.PERSONAL, Privacy.PROTECTED)
        and not hasattr(model.objects.all(), "visible_to")  # type: ignore[attr-defined]
    ]
    assert blind == []


def unsecured() -> list[str]:
    """Return the tables about persons that lack forced row security or a policy."""
    personal = [
        model._meta.db_table
        for model in OURS
        if getattr(model, "privacy", None) in (Privacy.PERSONAL, Privacy.PROTECTED) and columns(model) >= AREAS
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND c.relrowsecurity AND c.relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)",
            [personal],
        )
        secured = {name for (name,) in cursor.fetchall()}
    return sorted(set(personal) - secured)


@pytest.mark.django_db
def test_tables_about_persons_have_forced_row_security() -> None:
    assert unsecured() == []


@pytest.mark.django_db(transaction=True)
def test_a_table_whose_row_security_was_taken_off_is_caught() -> None:
    params = connection.get_connection_params()
    with psycopg.connect(host=params["host"], dbname=params["dbname"], user="linli_owner", autocommit=True) as owner:
        owner.execute("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY")
        try:
            assert unsecured() == ["people_person"]
        finally:
            owner.execute("ALTER TABLE people_person FORCE ROW LEVEL SECURITY")


@pytest.mark.django_db
def test_the_web_role_owns_nothing_and_cannot_step_around_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("linli_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)
