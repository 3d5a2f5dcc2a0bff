import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import linli.kernel.fields
import linli.kernel.ids
from linli.kernel.scope import row_security


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0009_people_who_may_be_one"),
    ]

    operations = [
        migrations.CreateModel(
            name="Death",
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
                ("died_on", models.DateField(verbose_name="去世日期")),
                ("source", models.CharField(max_length=100, verbose_name="怎么知道的")),
                ("said_by", models.UUIDField(null=True, verbose_name="谁记的")),
                (
                    "said_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="记录时间"),
                ),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                ("before_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="随之结束的")),
            ],
            options={
                "verbose_name": "去世",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="died_on",
            field=models.DateField(editable=False, null=True, verbose_name="去世日期"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("died_on", None), ("birth_date", None), ("died_on__gte", models.F("birth_date")), _connector="OR"
                ),
                name="life_ends_after_birth",
            ),
        ),
        migrations.AddField(
            model_name="death",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="deaths", to="people.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.UniqueConstraint(
                models.F("person"), condition=models.Q(("taken_back_at", None)), name="person_dies_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="death",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="death_names_its_source"
            ),
        ),
        row_security("people_death"),
    ]
