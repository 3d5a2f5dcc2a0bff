import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0004_doors_are_found_by_their_numbers"),
        ("projects", "0005_payments_and_where_the_money_went"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("content", models.BinaryField(verbose_name="模板")),
                ("by_name", models.CharField(blank=True, max_length=100, verbose_name="上传人")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.division"
                    ),
                ),
            ],
            options={
                "verbose_name": "合同模板",
                "indexes": [
                    models.Index(
                        models.F("county"),
                        models.OrderBy(models.F("uploaded_at"), descending=True),
                        name="contract_template_newest",
                    )
                ],
            },
        ),
        append_only("projects_contracttemplate"),
    ]
