import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope import row_security


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_doors_follow_a_merge"),
    ]

    operations = [
        migrations.CreateModel(
            name="DuplicatePair",
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
                ("weight", models.FloatField(verbose_name="分量")),
                ("levels", models.JSONField(default=dict, verbose_name="哪些像")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("parted_at", models.DateTimeField(null=True, verbose_name="说了不是同一个人")),
                ("parted_by", models.UUIDField(null=True, verbose_name="谁说的")),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "疑似重复",
                "indexes": [
                    models.Index(
                        models.F("county_id"),
                        models.OrderBy(models.F("weight"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("parted_at", None)),
                        name="pair_weight",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("first"), models.F("second"), name="pair_is_found_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="pair_is_in_order"
                    ),
                ],
            },
        ),
        row_security("people_duplicatepair"),
    ]
