from django.db import migrations, models
from django.db.models import Q

from linli.kernel.scope import append_only

OLD = append_only("practice_caseworker", allow=("ended_at", "approved_by"))
# What was approved before there was an end lasts for half a year from the day this runs.
GIVEN = """
ALTER TABLE practice_caseworker NO FORCE ROW LEVEL SECURITY;
UPDATE practice_caseworker SET approved_until = current_date + 180 WHERE locked AND approved_by IS NOT NULL;
ALTER TABLE practice_caseworker FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("practice", "0014_the_team_is_the_floor")]

    operations = [
        migrations.AddField(
            model_name="caseworker",
            name="approved_until",
            field=models.DateField(null=True, verbose_name="批准到哪天"),
        ),
        migrations.AddField(
            model_name="caseworker",
            name="lapsed_at",
            field=models.DateTimeField(null=True, verbose_name="什么时候说过到期"),
        ),
        migrations.RunSQL(OLD.reverse_sql, OLD.sql),
        migrations.RunSQL(GIVEN, migrations.RunSQL.noop),
        append_only("practice_caseworker", allow=("ended_at", "approved_by", "approved_until", "lapsed_at")),
        migrations.AddConstraint(
            model_name="caseworker",
            constraint=models.CheckConstraint(
                condition=Q(locked=False) | Q(approved_by=None) | Q(approved_until__isnull=False),
                name="approval_of_a_locked_file_ends",
            ),
        ),
    ]
