"""What people agree to: words kept under their hash, and events that are only added."""

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope import append_only, row_security


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_two_files_become_one"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="校验值")),
                ("purpose", models.CharField(max_length=40, verbose_name="做什么用")),
                ("version", models.IntegerField(verbose_name="版本")),
                ("body", models.TextField(verbose_name="文字")),
                ("kept_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "同意书文字",
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
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
                ("act", models.UUIDField(verbose_name="同一次")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("given", "同意"),
                            ("narrowed", "缩小范围"),
                            ("withdrawn", "收回"),
                            ("expired", "到期"),
                            ("guardian_changed", "监护人变了"),
                            ("turned_14", "满14岁"),
                            ("turned_18", "满18岁"),
                        ],
                        max_length=20,
                        verbose_name="怎么样",
                    ),
                ),
                ("purpose", models.CharField(blank=True, max_length=40, verbose_name="做什么用")),
                ("data_class", models.CharField(blank=True, max_length=40, verbose_name="哪一类信息")),
                ("recipient", models.CharField(blank=True, max_length=40, verbose_name="给谁")),
                (
                    "given_by",
                    models.CharField(
                        blank=True,
                        choices=[("self", "本人"), ("guardian", "监护人"), ("proxy", "受托的家人")],
                        max_length=10,
                        verbose_name="谁说的",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("spoken", "当面口头"),
                            ("paper", "纸上签字"),
                            ("desk", "在前台"),
                            ("phone", "本人手机上"),
                        ],
                        max_length=10,
                        verbose_name="怎么说的",
                    ),
                ),
                ("evidence", models.CharField(blank=True, max_length=100, verbose_name="凭据")),
                ("until", models.DateField(null=True, verbose_name="到哪天")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("noted_by", models.UUIDField(null=True, verbose_name="谁记的")),
                ("noted_post", models.UUIDField(null=True, verbose_name="记的人的岗位")),
                (
                    "giver",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.consenttext",
                    ),
                ),
            ],
            options={
                "verbose_name": "同意",
                "indexes": [
                    models.Index(
                        models.F("person"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="consent_person_at",
                    ),
                    models.Index(models.F("county_id"), models.F("purpose"), name="consent_county_purpose"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["guardian_changed", "turned_14", "turned_18"]), ("purpose", "")),
                            models.Q(
                                ("kind__in", ["given", "narrowed", "withdrawn", "expired"]),
                                models.Q(("purpose", ""), _negated=True),
                                models.Q(("data_class", ""), _negated=True),
                                models.Q(("recipient", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consent_names_what_it_is_about",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "given"), _negated=True),
                            models.Q(
                                ("text__isnull", False),
                                models.Q(("given_by", ""), _negated=True),
                                models.Q(("how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="consent_is_given_to_words_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_by__in", ["", "self"]), ("giver", None)),
                            models.Q(("given_by__in", ["guardian", "proxy"]), ("giver__isnull", False)),
                            _connector="OR",
                        ),
                        name="who_speaks_for_another_is_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("person")), _negated=True),
                        name="nobody_speaks_for_herself_as_another",
                    ),
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("kind"),
                        condition=models.Q(("kind__in", ["turned_14", "turned_18"])),
                        name="a_birthday_comes_once",
                    ),
                ],
            },
        ),
        row_security("people_consentevent"),
        append_only("people_consentevent"),
        append_only("people_consenttext"),
    ]
