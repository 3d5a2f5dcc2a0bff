import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.fields
import linli.kernel.ids
from linli.projects.floor import READ, closed, kept, read_by


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_purchasers_and_providers_act"),
        ("directory", "0001_the_first_tables"),
        ("projects", "0003_people_at_work_stand_on_the_register"),
        ("transparency", "0002_notices_of_buying"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tender",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.SmallIntegerField(verbose_name="第几次")),
                ("method", models.CharField(max_length=20, verbose_name="采购方式")),
                ("fixed", models.BooleanField(default=False, verbose_name="固定价，比工时")),
                ("requirements", models.TextField(blank=True, max_length=4000, verbose_name="要求")),
                ("basis", models.CharField(max_length=300, verbose_name="依据")),
                ("publisher", models.CharField(max_length=100, verbose_name="公告单位")),
                ("telephone", models.CharField(max_length=40, verbose_name="联系电话")),
                ("bond_percent", models.SmallIntegerField(null=True, verbose_name="履约保证金百分比")),
                ("closes_at", models.DateTimeField(verbose_name="截止")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "起草"),
                            ("published", "公告中，等投标"),
                            ("opened", "已开标，评审中"),
                            ("scored", "评完了"),
                            ("proposed", "中标公示"),
                            ("awarded", "已成交"),
                            ("failed", "没有成"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="到哪一步",
                    ),
                ),
                ("content", models.JSONField(default=dict, verbose_name="采购的是哪一版方案")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                ("drafted_at", models.DateTimeField(verbose_name="起草时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="公告时间")),
                ("published_name", models.CharField(blank=True, max_length=50, verbose_name="谁公告的")),
                ("opened_at", models.DateTimeField(null=True, verbose_name="开标时间")),
                ("opened_name", models.CharField(blank=True, max_length=50, verbose_name="谁开的标")),
                ("scored_at", models.DateTimeField(null=True, verbose_name="评完的时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="为什么没有成")),
                ("kept_until", models.DateField(null=True, verbose_name="至少保存到")),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="transparency.publicnotice",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.serviceproject",
                    ),
                ),
            ],
            options={
                "verbose_name": "采购程序",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation"
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="projects.tender"
                    ),
                ),
            ],
            options={
                "verbose_name": "邀请的机构",
            },
        ),
        migrations.CreateModel(
            name="Bid",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.UUIDField(verbose_name="哪一次提交")),
                ("times", models.SmallIntegerField(default=1, verbose_name="交过几次")),
                ("digest", models.CharField(max_length=64, verbose_name="校验值")),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("submitted_user", models.UUIDField(null=True, verbose_name="谁提交的")),
                ("submitted_name", models.CharField(blank=True, max_length=50, verbose_name="谁提交的")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("letter", models.CharField(blank=True, max_length=3, verbose_name="代号")),
                ("price", models.BigIntegerField(null=True, verbose_name="报价(分)")),
                ("hours", models.IntegerField(null=True, verbose_name="工时")),
                ("points", models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="得分")),
                ("rank", models.SmallIntegerField(null=True, verbose_name="名次")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation"
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="projects.tender"
                    ),
                ),
            ],
            options={
                "verbose_name": "投标",
            },
        ),
        migrations.CreateModel(
            name="TenderAward",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("price", models.BigIntegerField(verbose_name="中标价(分)")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="为什么是这一家")),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("proposed_name", models.CharField(blank=True, max_length=50, verbose_name="谁提的")),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                ("taken_back_why", models.CharField(blank=True, max_length=300, verbose_name="为什么收回")),
                ("final_at", models.DateTimeField(null=True, verbose_name="定标时间")),
                (
                    "bid",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.bid"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="transparency.publicnotice",
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="projects.tender"
                    ),
                ),
            ],
            options={
                "verbose_name": "中标",
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="合同编号")),
                ("price", models.BigIntegerField(verbose_name="合同价(分)")),
                ("drawn_at", models.DateTimeField(verbose_name="拟好的时间")),
                ("drawn_name", models.CharField(blank=True, max_length=50, verbose_name="谁拟的")),
                ("scan_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="盖章的合同")),
                ("media", models.CharField(blank=True, max_length=20, verbose_name="文件类型")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="校验值")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="签好的时间")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="projects.serviceproject",
                    ),
                ),
                (
                    "award",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contract", to="projects.tenderaward"
                    ),
                ),
            ],
            options={
                "verbose_name": "购买合同",
            },
        ),
        migrations.CreateModel(
            name="TenderCriterion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.SmallIntegerField(verbose_name="第几项")),
                ("name", models.CharField(max_length=100, verbose_name="评审项")),
                ("weight", models.SmallIntegerField(verbose_name="多少分")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("judged", "评审打分"),
                            ("price", "按报价算（最低价满分）"),
                            ("hours", "按工时算（工时最多满分）"),
                        ],
                        default="judged",
                        max_length=8,
                        verbose_name="怎么评",
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="projects.tender"
                    ),
                ),
            ],
            options={
                "verbose_name": "评审项",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="TenderJudge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("appointed_at", models.DateTimeField(verbose_name="请来的时间")),
                ("conflict", models.BooleanField(null=True, verbose_name="回避")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="为什么")),
                ("declared_at", models.DateTimeField(null=True, verbose_name="声明时间")),
                ("handed_in_at", models.DateTimeField(null=True, verbose_name="交卷时间")),
                ("dismissed_at", models.DateTimeField(null=True, verbose_name="换下的时间")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.post"
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="projects.tender"
                    ),
                ),
            ],
            options={
                "verbose_name": "评审专家",
            },
        ),
        migrations.CreateModel(
            name="BidScore",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("points", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="分")),
                ("given_at", models.DateTimeField(verbose_name="打分时间")),
                (
                    "bid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="projects.bid"
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="projects.tender"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.tendercriterion"
                    ),
                ),
                (
                    "judge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="projects.tenderjudge"
                    ),
                ),
            ],
            options={
                "verbose_name": "评审打分",
            },
        ),
        migrations.CreateModel(
            name="BidPaper",
            fields=[
                (
                    "bid",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="paper",
                        serialize=False,
                        to="projects.bid",
                    ),
                ),
                ("county_id", models.IntegerField(verbose_name="区县")),
                ("town_id", models.IntegerField(null=True, verbose_name="镇街")),
                ("content_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="投标内容")),
                ("file_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="方案文件")),
                ("media", models.CharField(blank=True, max_length=20, verbose_name="文件类型")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "投标的信封",
            },
        ),
        migrations.AddIndex(
            model_name="tender",
            index=models.Index(
                models.F("state"),
                models.OrderBy(models.F("published_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="tender_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.UniqueConstraint(models.F("project"), models.F("number"), name="tender_has_its_number"),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.UniqueConstraint(
                models.F("project"),
                condition=models.Q(("state", "failed"), _negated=True),
                name="project_is_tendered_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(("opened_at", None), ("opened_at__gte", models.F("closes_at")), _connector="OR"),
                name="bids_are_opened_after_the_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(("scored_at", None), ("opened_at__isnull", False), _connector="OR"),
                name="bids_are_scored_after_the_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("state", "draft")),
                    models.Q(models.Q(("state", "draft"), _negated=True), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="tender_is_a_draft_until_it_is_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="failed_tender_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="tender",
            constraint=models.CheckConstraint(
                condition=models.Q(("bond_percent", None), ("bond_percent__range", (0, 100)), _connector="OR"),
                name="bond_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("tender"), models.F("organisation"), name="agency_is_invited_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                models.F("tender"), models.F("organisation"), name="agency_bids_once_in_a_tender"
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                models.F("tender"),
                models.F("letter"),
                condition=models.Q(("letter", ""), _negated=True),
                name="bid_has_its_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.CheckConstraint(
                condition=models.Q(("price", None), ("price__gt", 0), _connector="OR"), name="bid_asks_for_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="tenderaward",
            constraint=models.UniqueConstraint(
                models.F("tender"),
                condition=models.Q(("taken_back_at", None)),
                name="tender_is_awarded_to_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenderaward",
            constraint=models.CheckConstraint(
                condition=models.Q(("final_at", None), ("taken_back_at", None), _connector="OR"),
                name="final_award_is_not_taken_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at", None),
                    models.Q(("scan_sealed__isnull", False), models.Q(("digest", ""), _negated=True)),
                    _connector="OR",
                ),
                name="signed_contract_has_its_scan",
            ),
        ),
        migrations.AddConstraint(
            model_name="tendercriterion",
            constraint=models.UniqueConstraint(models.F("tender"), models.F("name"), name="tender_criterion_is_one"),
        ),
        migrations.AddConstraint(
            model_name="tendercriterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__range", (1, 100))), name="tender_criterion_weighs_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="tenderjudge",
            constraint=models.UniqueConstraint(models.F("tender"), models.F("post"), name="judge_sits_once"),
        ),
        migrations.AddConstraint(
            model_name="tenderjudge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conflict", None), ("declared_at", None)),
                    models.Q(("conflict__isnull", False), ("declared_at__isnull", False)),
                    _connector="OR",
                ),
                name="judge_says_when_she_declared",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenderjudge",
            constraint=models.CheckConstraint(
                condition=models.Q(("handed_in_at", None), ("conflict", False), _connector="OR"),
                name="who_stands_aside_hands_nothing_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="bidscore",
            constraint=models.UniqueConstraint(
                models.F("judge"), models.F("bid"), models.F("criterion"), name="judge_scores_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bidscore",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gte", 0), ("points__lte", 100)), name="score_is_within_a_hundred"
            ),
        ),
        *(read_by(table) for table in READ),
        kept(),
        closed(),
    ]
