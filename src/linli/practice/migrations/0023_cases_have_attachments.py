import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.fields
import linli.kernel.ids
from linli.kernel.scope import append_only, row_security
from linli.practice.floor import HERE, within_team

# A desk of aid reads what went with an application that it may read, and no other photograph of a case.
AT_DESK = f"{HERE} AND (SELECT public.practice_desk()) IS NOT NULL"
ENCLOSED = f"{AT_DESK} AND application_id IN (SELECT id FROM public.practice_aidapplication)"  # nosec B608
SHOWN = (
    f"{AT_DESK} AND id IN"
    " (SELECT attachment_id FROM public.practice_aidenclosure WHERE ended_at IS NULL)"  # nosec B608
)
DESKS = f"""
CREATE POLICY practice_aidenclosure_desk ON practice_aidenclosure FOR SELECT TO linli_app USING ({ENCLOSED});
CREATE POLICY practice_caseattachment_desk ON practice_caseattachment FOR SELECT TO linli_app USING ({SHOWN});
"""
NO_DESKS = """
DROP POLICY practice_caseattachment_desk ON practice_caseattachment;
DROP POLICY practice_aidenclosure_desk ON practice_aidenclosure;
"""
PLACED = [
    ("county_id", models.IntegerField(verbose_name="区县")),
    ("town_id", models.IntegerField(verbose_name="镇街")),
    ("community_id", models.IntegerField(verbose_name="社区(村)")),
    ("grid_id", models.IntegerField(blank=True, null=True, verbose_name="网格")),
    ("id", models.UUIDField(default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
]


def to(model, name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("practice", "0022_meetings_of_groups_are_read"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAttachment",
            fields=[
                *PLACED,
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("proof", "证明、证件"),
                            ("letter", "信、通知、单据"),
                            ("work", "画、手工、作品"),
                            ("thing", "交接的东西"),
                            ("other", "别的"),
                        ],
                        max_length=6,
                        verbose_name="是什么",
                    ),
                ),
                ("title_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="名称")),
                ("session", models.IntegerField(null=True, verbose_name="第几次会谈")),
                ("picture_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="照片")),
                ("digest", models.CharField(max_length=64, verbose_name="照片校验值")),
                ("at", models.DateTimeField(verbose_name="什么时候附的")),
                ("by_name", models.CharField(blank=True, default="", max_length=50, verbose_name="谁附的")),
                ("taken_out_at", models.DateTimeField(null=True, verbose_name="什么时候拿掉的")),
                ("taken_out_by", models.CharField(blank=True, default="", max_length=50, verbose_name="谁拿掉的")),
                ("why_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="为什么拿掉")),
                (
                    "by_post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                ("case", to("practice.casefile", "%(class)ss")),
            ],
            options={
                "verbose_name": "附件",
                "indexes": [
                    models.Index(
                        models.F("case"),
                        models.OrderBy(models.F("at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="attachment_case",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("case"),
                        models.F("digest"),
                        condition=models.Q(("taken_out_at", None)),
                        name="photograph_is_attached_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("taken_out_at", None),
                            models.Q(("picture_sealed", None), ("title_sealed", None)),
                            _connector="OR",
                        ),
                        name="attachment_taken_out_keeps_no_picture",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AidEnclosure",
            fields=[
                *PLACED,
                ("at", models.DateTimeField(verbose_name="什么时候附上的")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="什么时候不附了")),
                ("application", to("practice.aidapplication", "enclosures")),
                ("attachment", to("practice.caseattachment", "enclosures")),
                ("case", to("practice.casefile", "%(class)ss")),
            ],
            options={
                "verbose_name": "救助申请的材料",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("application"),
                        models.F("attachment"),
                        condition=models.Q(("ended_at", None)),
                        name="attachment_is_enclosed_once",
                    )
                ],
            },
        ),
        row_security("practice_caseattachment"),
        row_security("practice_aidenclosure"),
        within_team("practice_caseattachment"),
        within_team("practice_aidenclosure"),
        migrations.RunSQL(DESKS, NO_DESKS),
        append_only("practice_aidenclosure", allow=("ended_at",)),
    ]
