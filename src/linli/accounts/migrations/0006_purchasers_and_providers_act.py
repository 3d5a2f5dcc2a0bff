from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_supervisors_act"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="role",
            field=models.CharField(
                choices=[
                    ("resident", "居民"),
                    ("grid_worker", "网格员"),
                    ("community_worker", "社区工作者"),
                    ("social_worker", "社会工作者"),
                    ("station_lead", "站长"),
                    ("supervisor", "督导"),
                    ("street_officer", "镇街经办人"),
                    ("county_officer", "区县经办人"),
                    ("purchaser", "购买方"),
                    ("provider_lead", "机构负责人"),
                    ("evaluator", "第三方评估员"),
                    ("bid_judge", "评审专家"),
                    ("interviewer", "调查员"),
                    ("system_admin", "系统管理员"),
                    ("security_admin", "安全管理员"),
                    ("audit_admin", "审计管理员"),
                ],
                max_length=20,
                verbose_name="角色",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "provider_lead"), _negated=True),
                    models.Q(("organisation__isnull", False), ("place", None)),
                    _connector="OR",
                ),
                name="provider_lead_stands_in_an_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "purchaser"), _negated=True),
                    models.Q(("organisation", None), ("place__isnull", False)),
                    _connector="OR",
                ),
                name="purchaser_stands_in_a_place",
            ),
        ),
    ]
