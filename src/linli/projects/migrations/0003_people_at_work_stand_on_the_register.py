import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_evaluators_draw_and_score"),
        ("workforce", "0002_agencies_and_their_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="deployment", name="worker",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.worker"
            ),
        ),
        migrations.AddConstraint(
            model_name="deployment",
            constraint=models.UniqueConstraint(
                models.F("project"), models.F("line"), models.F("worker"), condition=models.Q(("ends_on", None)),
                name="worker_is_deployed_once",
            ),
        ),
    ]  # fmt: skip
