import django.db.models.deletion
from django.db import migrations, models


def under() -> models.ForeignKey:
    """Return the column that names a programme."""
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.programme",
        verbose_name="归到项目",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_the_first_tables"),
        ("practice", "0023_cases_have_attachments"),
    ]

    operations = [
        migrations.AddField(model_name="casefile", name="opened_under", field=under()),
        migrations.AddField(model_name="group", name="opened_under", field=under()),
    ]
