"""Laws read from the models and the database: keys point down, privacy is said, rows are secured, sight is told."""

import tomllib
from collections.abc import Iterable
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


def test_a_planted_model_without_a_class_or_with_a_word_that_is_none_is_caught() -> None:
    class Meta:
        app_label = "people"
        managed = False

    facts = {"__module__": __name__, "Meta": Meta, "name": models.CharField(max_length=10)}
    silent = type("PlantedSilent", (models.Model,), dict(facts))
    said = {"privacy": Privacy.PROTECTED, "sensitivity": {"name": "secret"}, "name": models.CharField(max_length=10)}
    wrong = type("PlantedWrong", (models.Model,), facts | said)
    try:
        assert unclassed(silent) == ["people.PlantedSilent says no privacy class"]
        assert unclassed(wrong) == ["people.PlantedWrong.name says no sensitivity"]
    finally:
        del apps.all_models["people"]["plantedsilent"], apps.all_models["people"]["plantedwrong"]


def blind(found: Iterable[type[models.Model]]) -> list[str]:
    """Return the models about persons that have a place and do not tell who sees a row."""
    return [
        model._meta.label
        for model in found
        if columns(model) >= AREAS
        and getattr(model, "privacy", None) in (Privacy.PERSONAL, Privacy.PROTECTED)
        and not hasattr(model.objects.all(), "visible_to")  # type: ignore[attr-defined]
    ]


def test_every_model_with_a_place_tells_who_sees_it() -> None:
    assert blind(OURS) == []


def test_a_planted_model_that_does_not_tell_who_sees_it_is_caught() -> None:
    class Meta:
        app_label = "people"
        managed = False

    places = {area: models.IntegerField() for area in AREAS}
    facts = {"__module__": __name__, "Meta": Meta, "privacy": Privacy.PERSONAL, **places}
    planted = type("PlantedBlind", (models.Model,), facts)
    try:
        assert blind([planted]) == ["people.PlantedBlind"]
    finally:
        del apps.all_models["people"]["plantedblind"]


def personal() -> list[str]:
    """Return the tables about persons that have a place."""
    kinds = (Privacy.PERSONAL, Privacy.PROTECTED)
    return [m._meta.db_table for m in OURS if getattr(m, "privacy", None) in kinds and columns(m) >= AREAS]


def unsecured(cursor: Any) -> list[str]:
    """Return the tables about persons that lack forced row security or a policy."""
    tables = personal()
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND c.relrowsecurity AND c.relforcerowsecurity"
        " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)",
        [tables],
    )
    return sorted(set(tables) - {name for (name,) in cursor.fetchall()})


def too_mighty(cursor: Any) -> list[str]:
    """Return what the connected role could do around row security."""
    cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    powers = dict(zip(("superuser", "row security does not bind it"), cursor.fetchone(), strict=True))
    cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
    return [power for power, held in (powers | {"owns tables": cursor.fetchone()[0]}).items() if held]


def as_the_owner() -> psycopg.Connection[Any]:
    params = connection.get_connection_params()
    return psycopg.connect(host=params["host"], dbname=params["dbname"], user="linli_owner")


@pytest.mark.django_db
def test_tables_about_persons_have_forced_row_security() -> None:
    with connection.cursor() as cursor:
        assert len(personal()) > 10
        assert unsecured(cursor) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "breach",
    [
        "ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "DO $$ DECLARE p text; BEGIN FOR p IN SELECT polname FROM pg_policy WHERE polrelid = 'people_person'::regclass"
        " LOOP EXECUTE format('DROP POLICY %I ON people_person', p); END LOOP; END $$",
    ],
    ids=["not forced", "off", "without a policy"],
)
def test_a_table_whose_row_security_was_taken_off_is_caught(breach: str) -> None:
    with as_the_owner() as owner, owner.cursor() as cursor:
        cursor.execute(breach)
        assert unsecured(cursor) == ["people_person"]
        owner.rollback()


@pytest.mark.django_db
def test_the_web_role_owns_nothing_and_cannot_step_around_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("linli_app",)
        assert too_mighty(cursor) == []


@pytest.mark.django_db(transaction=True)
def test_a_role_that_owns_tables_is_caught() -> None:
    with as_the_owner() as owner, owner.cursor() as cursor:
        assert "owns tables" in too_mighty(cursor)
