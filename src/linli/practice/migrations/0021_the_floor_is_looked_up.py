"""The cases a post opens are looked up in a hash and no longer compared one after the other (docs/adr/0027)."""

from importlib import import_module

from django.db import migrations

from linli.practice.floor import within_team

FIRST = import_module("linli.practice.migrations.0014_the_team_is_the_floor")


class Migration(migrations.Migration):
    dependencies = [("practice", "0020_clients_take_part")]

    operations = [
        within_team("practice_casefile", column="id", also=f"opened_by_id = (SELECT {FIRST.POST})"),
        within_team("practice_caseworker"),
        *(within_team(f"practice_{table}") for table in (*FIRST.TABLES, "takingpart")),
    ]
