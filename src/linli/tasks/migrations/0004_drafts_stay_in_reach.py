"""A draft is somebody's half-told story: the database shows it only where the post that writes it is in reach.

The posts in reach are read once per query; a draft moves with its owner, so that no column of places can go stale.
"""

from django.db import migrations

AREAS = "ANY ((SELECT current_setting('linli.areas'))::int[])"
OWNERS = f"""
    SELECT p.id FROM accounts_post p LEFT JOIN places_division d ON d.id = p.place_id
    WHERE d.id = {AREAS} OR d.parent_id = {AREAS} OR d.town_id = {AREAS} OR d.county_id = {AREAS}
        OR p.organisation_id = (SELECT nullif(current_setting('linli.organisation'), ''))::uuid
"""  # nosec B608
SECURED = f"""
ALTER TABLE tasks_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY tasks_draft_in_scope ON tasks_draft TO PUBLIC
    USING (owner_id = ANY (ARRAY({OWNERS}))) WITH CHECK (owner_id = ANY (ARRAY({OWNERS})));
CREATE POLICY tasks_draft_jobs ON tasks_draft TO linli_jobs USING (true) WITH CHECK (true);
"""
UNDO = """
DROP POLICY tasks_draft_jobs ON tasks_draft;
DROP POLICY tasks_draft_in_scope ON tasks_draft;
ALTER TABLE tasks_draft NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks_draft DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sittings_and_a_shared_cache"),
        ("tasks", "0003_residents_read_their_own"),
    ]

    operations = [migrations.RunSQL(SECURED, UNDO)]
