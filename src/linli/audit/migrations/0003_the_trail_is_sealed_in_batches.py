from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from linli.kernel.scope import append_only


def sealed_once(table: str) -> list[migrations.RunSQL]:
    """Return the steps after which a row of the trail may be given its batch, once, and nothing else."""
    before = append_only(table)
    return [migrations.RunSQL(before.reverse_sql, before.sql), append_only(table, allow=("seal",))]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0002_looks_are_found_by_person")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="批次")),
                ("at", models.DateTimeField(verbose_name="封存时间")),
                ("events", models.IntegerField(verbose_name="动作")),
                ("looks", models.IntegerField(verbose_name="查看")),
                ("root", models.CharField(max_length=64, verbose_name="树根")),
                ("before", models.CharField(max_length=64, verbose_name="上一批的摘要")),
                ("key", models.CharField(max_length=44, verbose_name="公钥")),
                ("signature", models.CharField(max_length=88, verbose_name="签名")),
            ],
            options={"verbose_name": "留痕封存"},
        ),
        append_only("audit_seal"),
        migrations.AddField(
            model_name="event",
            name="seal",
            field=models.BigIntegerField(editable=False, null=True, verbose_name="封存批次"),
        ),
        migrations.AddField(
            model_name="look",
            name="seal",
            field=models.BigIntegerField(editable=False, null=True, verbose_name="封存批次"),
        ),
        *sealed_once("audit_event"),
        *sealed_once("audit_look"),
        AddIndexConcurrently(model_name="event", index=models.Index(models.F("seal"), name="event_seal")),
        AddIndexConcurrently(model_name="look", index=models.Index(models.F("seal"), name="look_seal")),
    ]
