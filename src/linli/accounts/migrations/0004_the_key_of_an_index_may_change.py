"""Beside the blind index of a telephone stands a second, filled while the key of the indexes changes."""

from django.db import migrations

import linli.kernel.fields


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sittings_and_a_shared_cache")]

    operations = [
        migrations.AddField(
            "user",
            "phone_blind_next",
            linli.kernel.fields.BlindColumn(blank=True, max_length=16, null=True, unique=True),
        ),
    ]
