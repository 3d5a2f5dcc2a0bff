import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope import append_only, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("practice", "0021_the_floor_is_looked_up"),
        ("records", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingReading",
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
                ("reader", models.UUIDField(verbose_name="谁看的")),
                ("by_name", models.CharField(blank=True, max_length=50, verbose_name="谁")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("together", models.BooleanField(default=False, verbose_name="和别的一起勾的")),
                (
                    "by_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="practice.group"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.servicerecord"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="practice.groupsession"
                    ),
                ),
            ],
            options={
                "verbose_name": "小组记录已阅",
                "constraints": [
                    models.UniqueConstraint(models.F("record"), models.F("reader"), name="meeting_is_read_once")
                ],
            },
        ),
        row_security("practice_meetingreading"),
        append_only("practice_meetingreading"),
    ]
