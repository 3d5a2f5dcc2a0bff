"""Files that are shut: checks of staff, requests, grants and their review; harm that is suspected."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import linli.kernel.fields
import linli.kernel.ids
from linli.kernel.scope import append_only, row_security

CLEARED = """
CREATE FUNCTION people_accessgrant_is_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind <> 'break_glass' AND NOT EXISTS (
        SELECT FROM people_backgroundcheck c
        WHERE c.id = NEW.clearance_id AND c.post_id = NEW.grantee_id AND c.clear
            AND c.queried_on <= NEW.starts_at::date AND c.valid_until >= NEW.until::date
    ) THEN
        RAISE EXCEPTION 'sight_is_given_to_the_checked: no valid check covers this grant'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_accessgrant_cleared BEFORE INSERT ON people_accessgrant
    FOR EACH ROW EXECUTE FUNCTION people_accessgrant_is_cleared();

-- Whether somebody is kept from a person: answered whatever the asker's own reach, with yes or no and nothing else.
CREATE POLICY people_suspectedharm_door ON people_suspectedharm FOR SELECT TO linli_owner USING (true);
CREATE FUNCTION people_is_withheld(subject uuid, viewer uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.people_suspectedharm h
        WHERE h.person_id = subject AND h.by_whom_id = viewer AND h.until IS NULL)
$$;
REVOKE ALL ON FUNCTION people_is_withheld FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_is_withheld TO linli_app, linli_jobs;
"""
UNDO = """
DROP FUNCTION people_is_withheld;
DROP POLICY people_suspectedharm_door ON people_suspectedharm;
DROP TRIGGER people_accessgrant_cleared ON people_accessgrant;
DROP FUNCTION people_accessgrant_is_cleared;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sittings_and_a_shared_cache"),
        ("people", "0006_what_people_agree_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRequest",
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
                ("asker_user", models.UUIDField(verbose_name="谁申请")),
                ("reason", models.CharField(max_length=200, verbose_name="为什么")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("answered_by", models.UUIDField(null=True, verbose_name="谁答复")),
                ("granted", models.BooleanField(null=True, verbose_name="同意")),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "打开档案的申请",
            },
        ),
        migrations.CreateModel(
            name="BackgroundCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("queried_on", models.DateField(verbose_name="哪天查的")),
                ("valid_until", models.DateField(verbose_name="到哪天有效")),
                ("clear", models.BooleanField(verbose_name="没有记录")),
                ("reference", models.CharField(max_length=100, verbose_name="文号或存放处")),
                ("noted_by", models.UUIDField(null=True, verbose_name="谁登记的")),
                ("county_id", models.IntegerField(null=True, verbose_name="区县")),
                ("town_id", models.IntegerField(null=True, verbose_name="镇街")),
                ("community_id", models.IntegerField(null=True, verbose_name="社区(村)")),
                ("grid_id", models.IntegerField(null=True, verbose_name="网格")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
            ],
            options={
                "verbose_name": "违法犯罪记录查询",
            },
        ),
        migrations.CreateModel(
            name="AccessGrant",
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
                        choices=[("assignment", "指派"), ("request", "申请批准"), ("break_glass", "紧急打开")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("grantee_user", models.UUIDField(verbose_name="给谁")),
                ("grantor_user", models.UUIDField(null=True, verbose_name="谁给的")),
                ("reason", models.CharField(blank=True, max_length=20, verbose_name="为什么")),
                ("text_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="说明")),
                ("starts_at", models.DateTimeField(verbose_name="起")),
                ("until", models.DateTimeField(verbose_name="止")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="提前收回")),
                (
                    "grantee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "grantor",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
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
                        to="people.accessrequest",
                    ),
                ),
                (
                    "clearance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.backgroundcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "准许打开",
            },
        ),
        migrations.CreateModel(
            name="GlassReview",
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
                ("grantee_user", models.UUIDField(verbose_name="谁打开的")),
                ("reviewer_user", models.UUIDField(verbose_name="谁复核的")),
                (
                    "finding",
                    models.CharField(
                        choices=[("justified", "应当打开"), ("unjustified", "不该打开")],
                        max_length=12,
                        verbose_name="结论",
                    ),
                ),
                ("note_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="people.accessgrant"
                    ),
                ),
            ],
            options={
                "verbose_name": "紧急打开的复核",
            },
        ),
        migrations.CreateModel(
            name="SuspectedHarm",
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
                ("since", models.DateField(verbose_name="起")),
                ("until", models.DateField(null=True, verbose_name="止")),
                ("marked_by", models.UUIDField(null=True, verbose_name="谁标的")),
                (
                    "by_whom",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "疑似伤害",
            },
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_by", models.F("asker_user")), _negated=True),
                name="nobody_answers_her_own_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("granted", None)),
                    models.Q(
                        ("answered_at__isnull", False), ("answered_by__isnull", False), ("granted__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="an_answer_says_who_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrequest",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("asker"),
                condition=models.Q(("answered_at", None)),
                name="request_is_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="backgroundcheck",
            index=models.Index(
                models.F("post"), models.OrderBy(models.F("valid_until"), descending=True), name="check_post"
            ),
        ),
        migrations.AddConstraint(
            model_name="backgroundcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until__gte", models.F("queried_on")),
                    (
                        "valid_until__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("queried_on"), "+", models.Value(datetime.timedelta(days=366))
                        ),
                    ),
                ),
                name="check_is_valid_for_a_year_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="backgroundcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("reference", ""), _negated=True), name="check_names_its_paper"
            ),
        ),
        migrations.AddIndex(
            model_name="accessgrant",
            index=models.Index(models.F("person"), models.F("grantee"), name="grant_person_grantee"),
        ),
        migrations.AddIndex(
            model_name="accessgrant",
            index=models.Index(
                models.F("grantee_user"),
                models.OrderBy(models.F("starts_at"), descending=True),
                name="grant_user_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("grantor_user", models.F("grantee_user")), _negated=True),
                name="nobody_gives_herself_sight",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grantor", None), ("grantor_user", None), ("kind", "break_glass")),
                    models.Q(
                        ("clearance__isnull", False),
                        ("grantor_user__isnull", False),
                        ("kind__in", ["assignment", "request"]),
                    ),
                    _connector="OR",
                ),
                name="sight_is_given_by_somebody_to_the_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("starts_at"))), name="grant_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "break_glass"), _negated=True),
                    models.Q(
                        (
                            "until__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("starts_at"), "+", models.Value(datetime.timedelta(seconds=3600))
                            ),
                        ),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="glass_is_broken_for_an_hour_and_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="glassreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("reviewer_user", models.F("grantee_user")), _negated=True),
                name="nobody_reviews_herself",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspectedharm",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("by_whom")), _negated=True), name="harm_is_by_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspectedharm",
            constraint=models.UniqueConstraint(
                models.F("person"), models.F("by_whom"), condition=models.Q(("until", None)), name="harm_is_marked_once"
            ),
        ),
        row_security("people_backgroundcheck"),
        row_security("people_accessrequest"),
        row_security("people_accessgrant"),
        row_security("people_glassreview"),
        row_security("people_suspectedharm"),
        append_only("people_backgroundcheck"),
        append_only("people_accessrequest", allow=("answered_at", "answered_by", "granted")),
        append_only("people_accessgrant", allow=("closed_at",)),
        append_only("people_glassreview"),
        append_only("people_suspectedharm", allow=("until",)),
        migrations.RunSQL(CLEARED, UNDO),
    ]
