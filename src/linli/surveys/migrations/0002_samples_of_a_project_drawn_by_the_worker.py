import django.db.models.deletion
from django.db import migrations, models

from linli.surveys.floor import committed_also

PROTECT = django.db.models.deletion.PROTECT
STEPS = [(0, "排队"), (1, "读名单"), (2, "抽样"), (3, "存样本"), (4, "抽好了")]


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0001_the_first_tables"),
        ("surveys", "0001_samples_nobody_of_the_place_sees"),
    ]

    operations = [
        migrations.CreateModel(
            name="DrawRun",
            fields=[
                (
                    "survey",
                    models.OneToOneField(
                        on_delete=PROTECT, primary_key=True, related_name="draw_run", serialize=False,
                        to="surveys.survey",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="什么时候要的")),
                ("step", models.SmallIntegerField(choices=STEPS, default=0, verbose_name="到哪一步")),
                ("people", models.IntegerField(default=0, verbose_name="名单里几个人")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="什么时候结束")),
            ],
            options={"verbose_name": "抽样进度"},
        ),
        migrations.AddField(
            model_name="survey", name="programme",
            field=models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="+", to="directory.programme", verbose_name="哪个项目"
            ),
        ),
        migrations.AddConstraint(
            model_name="survey",
            constraint=models.CheckConstraint(
                condition=models.Q(("programme", None), ("kind", "served"), _connector="OR"),
                name="survey_of_a_programme_asks_the_served",
            ),
        ),
        committed_also("programme_id"),
    ]  # fmt: skip
