from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0003_leads_are_screened_and_harm_is_reported"),
    ]

    operations = [
        migrations.AddField(
            model_name="hardshiplead",
            name="harm",
            field=models.CharField(
                blank=True,
                choices=[("no", "没有"), ("yes", "有"), ("unsure", "说不准")],
                default="",
                max_length=6,
                verbose_name="有没有受伤、被打骂、没人照看的迹象",
            ),
            preserve_default=False,
        ),
    ]
