import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_messages_and_what_became_of_them"),
    ]

    operations = [
        migrations.AddField(
            model_name="preference",
            name="first",
            field=models.CharField(
                blank=True,
                choices=[
                    ("inbox", "站内"),
                    ("wechat", "微信"),
                    ("sms", "短信"),
                    ("call", "电话告知"),
                    ("paper", "纸条"),
                ],
                default="",
                max_length=10,
                verbose_name="先用",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="preference",
            name="declined",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="不用告诉的"
            ),
        ),
    ]
