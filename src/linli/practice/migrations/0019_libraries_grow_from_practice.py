"""A station's own goals, ways of working and resources: about the work and about nobody."""

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids

KINDS = [("goal", "目标"), ("method", "做法"), ("resource", "资源")]
RHYTHMS = [
    ("weekly", "每周一次"),
    ("fortnightly", "两周一次"),
    ("monthly", "每月一次"),
    ("quarterly", "每季度一次"),
]
PARTIES = [
    ("community", "社区"),
    ("worker", "社会工作者"),
    ("group", "社区社会组织"),
    ("volunteer", "社区志愿者"),
    ("charity", "社会慈善资源"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_supervisors_act"),
        ("practice", "0018_closed_cases_leave_what_helped"),
    ]

    operations = [
        migrations.CreateModel(
            name="LibraryEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("county_id", models.IntegerField(verbose_name="区县")),
                ("town_id", models.IntegerField(null=True, verbose_name="镇街")),
                ("kind", models.CharField(choices=KINDS, max_length=8, verbose_name="是什么")),
                ("text", models.CharField(max_length=100, verbose_name="怎么说")),
                ("measure", models.CharField(blank=True, max_length=100, verbose_name="怎么看有没有做到")),
                ("rhythm", models.CharField(blank=True, choices=RHYTHMS, max_length=12, verbose_name="多久一次")),
                ("weeks", models.SmallIntegerField(null=True, verbose_name="一般几周")),
                ("goal", models.CharField(blank=True, max_length=40, verbose_name="为了哪个目标")),
                ("party", models.CharField(blank=True, choices=PARTIES, max_length=10, verbose_name="谁给的")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("proposed_by", models.UUIDField(verbose_name="谁提出的")),
                ("proposed_name", models.CharField(max_length=50, verbose_name="谁提出的")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="收进时间")),
                ("accepted_by", models.UUIDField(null=True, verbose_name="谁收进的")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                ("retired_by", models.UUIDField(null=True, verbose_name="谁停用的")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="为什么停用")),
                (
                    "proposed_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={"verbose_name": "站里的库"},
        ),
        migrations.AddIndex(
            model_name="libraryentry",
            index=models.Index(
                models.F("county_id"), models.F("town_id"), models.F("kind"), name="library_station"
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryentry",
            constraint=models.UniqueConstraint(
                models.F("county_id"), models.F("town_id"), models.F("kind"), models.F("text"),
                condition=models.Q(("retired_at", None)), name="library_says_each_thing_once", nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_by", models.F("proposed_by")), _negated=True),
                name="nobody_accepts_her_own_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("retired_at", None), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="retired_entry_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "goal"), _negated=True),
                    models.Q(
                        models.Q(("measure", ""), _negated=True),
                        models.Q(("rhythm", ""), _negated=True),
                        ("weeks__range", (1, 104)),
                    ),
                    _connector="OR",
                ),
                name="goal_of_the_library_is_measured",
            ),
        ),
    ]  # fmt: skip
