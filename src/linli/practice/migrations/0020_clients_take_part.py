import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope import row_security
from linli.practice.floor import within_team


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0019_libraries_grow_from_practice"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakingPart",
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
                ("line", models.UUIDField(null=True, verbose_name="为了哪个目标")),
                ("at", models.DateTimeField(verbose_name="记的时间")),
                ("by_name", models.CharField(blank=True, max_length=50, verbose_name="谁记的")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.activity"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="practice.casefile"
                    ),
                ),
            ],
            options={
                "verbose_name": "参加的活动",
                "constraints": [models.UniqueConstraint("case", "activity", name="client_takes_part_once")],
            },
        ),
        row_security("practice_takingpart"),
        within_team("practice_takingpart"),
    ]
