import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.fields
import linli.kernel.ids
from linli.kernel.scope import append_only, row_security

PROTECT = django.db.models.deletion.PROTECT
NAMES_ONE = models.Q(("came_from__isnull", False), ("to__isnull", False), _connector="OR")
CHANGES = models.Q(
    ("came_from", None), ("to", None), models.Q(("came_from", models.F("to")), _negated=True), _connector="OR"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_purchasers_and_providers_act"),
        ("directory", "0001_the_first_tables"),
        ("records", "0009_records_of_a_programme_are_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgrammeChange",
            fields=[
                ("county_id", models.IntegerField(verbose_name="区县")),
                ("town_id", models.IntegerField(verbose_name="镇街")),
                ("community_id", models.IntegerField(verbose_name="社区(村)")),
                ("grid_id", models.IntegerField(blank=True, null=True, verbose_name="网格")),
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="为什么")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("by_name", models.CharField(blank=True, max_length=50, verbose_name="谁")),
                (
                    "by_post",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="accounts.post"),
                ),
                (
                    "came_from",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="directory.programme"),
                ),
                ("to", models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="directory.programme")),
                (
                    "undertaking",
                    models.ForeignKey(on_delete=PROTECT, related_name="programme_changes", to="records.undertaking"),
                ),
            ],
            options={
                "verbose_name": "改归项目",
                "indexes": [
                    models.Index(
                        models.F("undertaking"),
                        models.OrderBy(models.F("at"), descending=True),
                        name="programme_change_undertaking",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=NAMES_ONE, name="programme_change_names_one"),
                    models.CheckConstraint(condition=CHANGES, name="programme_change_changes_something"),
                ],
            },
        ),  # fmt: skip
        row_security("records_programmechange"),
        append_only("records_programmechange"),
    ]
