import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.fields
import linli.kernel.ids
from linli.kernel.scope import append_only, own_rows, row_security

HELD = """
CREATE FUNCTION people_erasure_waits_for_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM people_legalhold
        WHERE person_id = NEW.person_id AND lifted_at IS NULL AND until >= (now() AT TIME ZONE 'Asia/Shanghai')::date
    ) THEN
        RAISE EXCEPTION 'nothing of a person is deleted while a hold runs' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_erasure_waits_for_holds BEFORE INSERT OR UPDATE ON people_erasure
    FOR EACH ROW EXECUTE FUNCTION people_erasure_waits_for_holds();
"""
HELD_BEFORE = """
DROP TRIGGER people_erasure_waits_for_holds ON people_erasure;
DROP FUNCTION people_erasure_waits_for_holds();
"""


def again(table: str, *, allow: tuple[str, ...] = (), erase: tuple[str, ...]) -> list[migrations.RunSQL]:
    """Return the steps after which the texts of an append-only table may be emptied for somebody who is erased."""
    before = append_only(table, allow=allow)
    return [migrations.RunSQL(before.reverse_sql, before.sql), append_only(table, allow=allow, erase=erase)]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_the_key_of_an_index_may_change"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="已删除"),
        ),
        migrations.AddField(
            model_name="person",
            name="restricted_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="限制处理"),
        ),
        migrations.CreateModel(
            name="RightsRequest",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("see", "看记了什么"),
                            ("copy", "要一份"),
                            ("correct", "改正"),
                            ("delete", "删除"),
                            ("restrict", "限制使用"),
                            ("release", "解除限制"),
                        ],
                        max_length=10,
                        verbose_name="要什么",
                    ),
                ),
                (
                    "asker",
                    models.CharField(
                        choices=[
                            ("self", "本人"),
                            ("guardian", "监护人"),
                            ("proxy", "受托的家人"),
                            ("relative", "去世居民的近亲属"),
                        ],
                        max_length=10,
                        verbose_name="谁提的",
                    ),
                ),
                ("asker_name_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="姓名")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("counter", "到前台"),
                            ("phone", "打电话"),
                            ("door", "自己在手机上"),
                            ("paper", "写在纸上"),
                        ],
                        max_length=10,
                        verbose_name="怎么提的",
                    ),
                ),
                ("words_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="怎么说的")),
                ("asked_at", models.DateTimeField(verbose_name="什么时候")),
                ("due_on", models.DateField(verbose_name="哪天以前答复")),
                ("noted_by", models.UUIDField(null=True, verbose_name="谁记的")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("answered_by", models.UUIDField(null=True, verbose_name="谁答复")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("granted", "照办"), ("partly", "照办一部分"), ("refused", "不能照办")],
                        max_length=10,
                        null=True,
                        verbose_name="结果",
                    ),
                ),
                ("reason", models.CharField(max_length=20, null=True, verbose_name="为什么")),
                ("answer_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="怎么答复的")),
                ("kept", models.JSONField(null=True, verbose_name="留着的")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "个人信息请求",
            },
        ),
        migrations.CreateModel(
            name="Restriction",
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
                ("since", models.DateTimeField(verbose_name="起")),
                ("set_by", models.UUIDField(null=True, verbose_name="谁设的")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="解除")),
                ("lifted_by", models.UUIDField(null=True, verbose_name="谁解除的")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.rightsrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "限制处理",
            },
        ),
        migrations.CreateModel(
            name="Erasure",
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
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="删哪些"
                    ),
                ),
                ("reason_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="为什么")),
                ("ordered_at", models.DateTimeField(verbose_name="什么时候定的")),
                ("ordered_by", models.UUIDField(null=True, verbose_name="谁定的")),
                ("done_at", models.DateTimeField(null=True, verbose_name="删好了")),
                ("removed", models.JSONField(null=True, verbose_name="删了多少")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.rightsrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "删除",
            },
        ),
        migrations.CreateModel(
            name="DueErasure",
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
                ("data_class", models.CharField(max_length=20, verbose_name="哪一类信息")),
                ("due_on", models.DateField(verbose_name="哪天到期")),
                ("version", models.IntegerField(verbose_name="规则版本")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定时间")),
                ("decided_by", models.UUIDField(null=True, verbose_name="谁决定的")),
                ("erased", models.BooleanField(null=True, verbose_name="删")),
                ("reason", models.CharField(max_length=200, null=True, verbose_name="为什么")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "到期可删",
                "indexes": [
                    models.Index(
                        models.F("county_id"),
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("decided_at", None)),
                        name="due_county",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"), models.F("data_class"), models.F("due_on"), name="due_is_found_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("erased", None), ("reason", None)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("erased__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="due_is_decided_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
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
                ("grantor", models.CharField(max_length=100, verbose_name="谁要求的")),
                ("reason_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="为什么")),
                ("since", models.DateTimeField(verbose_name="起")),
                ("until", models.DateField(verbose_name="到哪天")),
                ("set_by", models.UUIDField(null=True, verbose_name="谁记的")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="提前解除")),
                ("lifted_by", models.UUIDField(null=True, verbose_name="谁解除的")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "保全",
                "indexes": [
                    models.Index(
                        models.F("person"),
                        models.F("until"),
                        condition=models.Q(("lifted_at", None)),
                        name="hold_person",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grantor", ""), _negated=True), name="hold_names_its_grantor"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(
                models.F("person"), models.OrderBy(models.F("asked_at"), descending=True), name="right_person_asked"
            ),
        ),
        migrations.AddIndex(
            model_name="rightsrequest",
            index=models.Index(
                models.F("county_id"),
                models.F("due_on"),
                models.F("id"),
                condition=models.Q(("answered_at", None)),
                name="right_county_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("kind"),
                condition=models.Q(("answered_at", None)),
                name="right_is_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at", None),
                        ("answered_by", None),
                        ("kept", None),
                        ("outcome", None),
                        ("reason", None),
                    ),
                    models.Q(
                        ("answered_at__isnull", False), ("answered_by__isnull", False), ("outcome__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="right_is_answered_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="rightsrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", None),
                    ("outcome", "granted"),
                    models.Q(
                        ("reason__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                        ("answer_sealed__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="right_is_refused_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.UniqueConstraint(
                models.F("person"), condition=models.Q(("lifted_at", None)), name="restriction_runs_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="restriction",
            constraint=models.CheckConstraint(
                condition=models.Q(("lifted_at", None), ("lifted_at__gte", models.F("since")), _connector="OR"),
                name="restriction_ends_after_it_starts",
            ),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(models.F("ordered_at"), condition=models.Q(("done_at", None)), name="erasure_waiting"),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("classes", []), _negated=True), name="erasure_says_what"
            ),
        ),
        *[
            row_security(f"people_{table}")
            for table in ("rightsrequest", "restriction", "legalhold", "erasure", "dueerasure")
        ],
        own_rows("people_rightsrequest", person="person_id"),
        own_rows("people_restriction", person="person_id"),
        append_only(
            "people_rightsrequest",
            allow=("answered_at", "answered_by", "outcome", "reason", "answer_sealed", "kept"),
        ),
        append_only("people_restriction", allow=("lifted_at", "lifted_by")),
        append_only("people_legalhold", allow=("lifted_at", "lifted_by")),
        append_only("people_erasure", allow=("done_at", "removed")),
        append_only("people_dueerasure", allow=("decided_at", "decided_by", "erased", "reason")),
        *again("people_consentevent", erase=("evidence",)),
        *again("people_accessrequest", allow=("answered_at", "answered_by", "granted"), erase=("reason",)),
        migrations.RunSQL(HELD, HELD_BEFORE),
    ]
