"""Houses without a listed door are found as doors are: by an index alone, their reach from the transaction alone.

``@>`` is not leakproof, so PostgreSQL keeps it from the index of a table under row security: ``houses_found`` runs as
the owner of the tables and takes its reach from the transaction's ``linli.areas``; no argument widens it.
The index of doors knows only households that have one: it must not offer itself for those that have none.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

FOUND = """
DROP POLICY IF EXISTS people_household_search ON people_household;
CREATE POLICY people_household_search ON people_household FOR SELECT TO linli_owner USING (true);

CREATE OR REPLACE FUNCTION houses_found(keys text[], patterns text[], most integer) RETURNS TABLE (id uuid, address text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off
AS $$
SELECT h.id, h.address::text
  FROM public.people_household h
 WHERE h.dwelling_id IS NULL
   AND public.home_keys(h.address, h.county_id, h.town_id, h.community_id, h.grid_id) @> $1
   AND public.home_keys(h.address, h.county_id, h.town_id, h.community_id, h.grid_id)
       && (SELECT array_agg('@' || area) FROM unnest(current_setting('linli.areas')::integer[]) area)
   AND NOT EXISTS (SELECT FROM unnest($2) pattern WHERE public.home_line(h.address) !~ pattern)
 LIMIT $3
$$;
REVOKE ALL ON FUNCTION houses_found FROM PUBLIC;
GRANT EXECUTE ON FUNCTION houses_found TO linli_app, linli_jobs;
"""
UNDO = """
DROP FUNCTION houses_found;
DROP POLICY people_household_search ON people_household;
"""
WITHOUT_ITS_OWN_INDEX = "DROP INDEX CONCURRENTLY IF EXISTS people_household_dwelling_id_bb03ddc9"
WITH_ITS_OWN_INDEX = "CREATE INDEX CONCURRENTLY people_household_dwelling_id_bb03ddc9 ON people_household (dwelling_id)"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("people", "0014_rights_are_asked_for"),
        ("places", "0004_doors_are_found_by_their_numbers"),
    ]

    operations = [
        RemoveIndexConcurrently(model_name="household", name="household_dwelling"),
        AddIndexConcurrently(
            model_name="household",
            index=models.Index("dwelling", condition=models.Q(dwelling__isnull=False), name="household_dwelling"),
        ),
        # The key to the dwelling stays as it is: only its own index goes. Made anew, it would be checked under row security.
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(WITHOUT_ITS_OWN_INDEX, WITH_ITS_OWN_INDEX)],
            [
                migrations.AlterField(
                    model_name="household",
                    name="dwelling",
                    field=models.ForeignKey(
                        blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="places.dwelling",
                    ),
                ),
            ],
        ),
        AddIndexConcurrently(
            model_name="household",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "address", "county_id", "town_id", "community_id", "grid_id",
                    function="home_keys",
                ),
                condition=models.Q(("dwelling", None)), name="household_keys",
            ),
        ),
        migrations.RunSQL(FOUND, UNDO),
    ]  # fmt: skip
