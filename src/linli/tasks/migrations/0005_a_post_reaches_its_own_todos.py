from django.db import migrations

# A post held in an organisation has no area; what is given to it by name is its own to read and to end.
OWN = "owner_id = (SELECT nullif(current_setting('linli.post', true), ''))::uuid"


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_drafts_stay_in_reach")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE POLICY tasks_task_owners ON tasks_task FOR SELECT TO PUBLIC USING ({OWN});
            CREATE POLICY tasks_task_owners_end ON tasks_task FOR UPDATE TO PUBLIC USING ({OWN}) WITH CHECK ({OWN});
            """,
            """
            DROP POLICY tasks_task_owners_end ON tasks_task;
            DROP POLICY tasks_task_owners ON tasks_task;
            """,
        )
    ]
