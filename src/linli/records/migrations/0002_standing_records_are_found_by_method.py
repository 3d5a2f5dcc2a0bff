from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("records", "0001_the_first_tables")]

    operations = [
        AddIndexConcurrently(
            model_name="servicerecord",
            index=models.Index(
                models.F("county_id"), models.F("method"), models.F("happened_on"),
                condition=models.Q(("superseded_at", None), ("withdrawn", False)), name="record_county_method",
            ),
        ),
    ]  # fmt: skip
