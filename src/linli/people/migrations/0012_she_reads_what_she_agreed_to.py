from django.db import migrations

from linli.kernel.scope import own_rows


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_doors_know_the_living"),
    ]

    operations = [own_rows("people_consentevent", person="person_id")]
