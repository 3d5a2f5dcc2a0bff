from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_posts_can_end_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_since",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="此前的登录作废"),
        ),
        migrations.RunSQL(
            """
            CREATE TABLE accounts_cache (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
            """,
            "DROP TABLE accounts_cache;",
        ),
    ]
