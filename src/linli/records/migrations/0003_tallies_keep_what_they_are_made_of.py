from django.db import migrations, models

from linli.kernel.scope import row_security

# What was tallied before has no basis: it goes, and one mark a county asks for it to be made again.
START_AGAIN = """
    DELETE FROM records_periodtally;
    INSERT INTO records_tallymark (county_id, town_id, community_id, month, made_at)
    SELECT DISTINCT ON (county_id) county_id, town_id, community_id, month, now() FROM records_monthlytally
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_standing_records_are_found_by_method")]

    operations = [
        migrations.CreateModel(
            name="TallyBasis",
            fields=[
                ("county_id", models.IntegerField(verbose_name="区县")),
                ("town_id", models.IntegerField(verbose_name="镇街")),
                ("community_id", models.IntegerField(verbose_name="社区(村)")),
                ("grid_id", models.IntegerField(blank=True, null=True, verbose_name="网格")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("indicator", models.CharField(max_length=60, verbose_name="指标")),
                ("month", models.DateField(verbose_name="月份")),
                ("thing", models.UUIDField(null=True, verbose_name="人或事项")),
                ("amount", models.BigIntegerField()),
                ("records", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "汇总底数",
                "indexes": [
                    models.Index(models.F("county_id"), models.F("month"), name="basis_county_month"),
                    models.Index(models.F("community_id"), models.F("month"), name="basis_community_month"),
                ],
            },
        ),
        row_security("records_tallybasis"),
        migrations.RunSQL(START_AGAIN, migrations.RunSQL.noop),
    ]
