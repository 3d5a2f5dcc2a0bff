from django.db import migrations

from linli.kernel.scope import append_only

TABLE, ALLOW = "records_servicerecord", ("superseded_at",)


class Migration(migrations.Migration):
    dependencies = [("records", "0006_sealed_texts_may_change_keys")]

    operations = [
        migrations.RunSQL(append_only(TABLE, allow=ALLOW).reverse_sql, append_only(TABLE, allow=ALLOW).sql),
        append_only(TABLE, allow=ALLOW, erase=("title", "reason")),
    ]
