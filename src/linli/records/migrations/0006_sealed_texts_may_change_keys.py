from django.db import migrations

from linli.kernel.scope import append_only

TABLE = "records_servicerecord"


class Migration(migrations.Migration):
    dependencies = [("records", "0005_residents_read_what_was_done")]

    operations = [
        migrations.RunSQL(append_only(TABLE).reverse_sql, append_only(TABLE, allow=("superseded_at",)).sql),
        append_only(TABLE, allow=("superseded_at",)),
    ]
