from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("records", "0008_visits_by_video_are_told")]

    operations = [
        AddIndexConcurrently(
            model_name="servicerecord",
            index=models.Index(
                models.F("programme"), models.F("happened_on"),
                condition=models.Q(("programme__isnull", False)), name="record_programme_day",
            ),
        ),
    ]  # fmt: skip
