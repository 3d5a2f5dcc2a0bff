"""What an address is found by is computed by the database itself: the index holds at every write, and fills here.

``home_keys`` gives the numbers of an address, alone and in their order (``3``, ``3-2``, ``3-2-501``), the pairs of its
other characters, and the divisions it lies in (``@17``), so that one index knows both the words and the reach. ``doors_found`` may go no other way than by that index: whatever
the planner believes of two words that never stand together, the doors of a county are not read one by one.
"""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

KEYS = """
CREATE OR REPLACE FUNCTION home_line(address text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT lower(normalize(address, NFKC)) $$;

CREATE OR REPLACE FUNCTION home_keys(address text, county integer, town integer, community integer, grid integer)
RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    line text := lower(normalize(address, NFKC));
    parts text[] := ARRAY(
        SELECT run[1] FROM regexp_matches(line COLLATE "C", '[0-9]+|[a-z]+', 'g') WITH ORDINALITY AS t (run, place)
         ORDER BY place
    );
BEGIN
    RETURN ARRAY(
        SELECT array_to_string(parts[first:last], '-')
          FROM generate_series(1, cardinality(parts)) first, generate_series(first, first + 4) last
         WHERE last <= cardinality(parts)
        UNION
        SELECT substr(run[1], place, 2)
          FROM regexp_matches(line COLLATE "C", '[^0-9a-z ]{2,}', 'g') AS t (run),
               generate_series(1, length(run[1]) - 1) place
        UNION
        SELECT '@' || area FROM unnest(ARRAY[county, town, community, grid]) area WHERE area IS NOT NULL
    );
END $$;
"""
UNDO = """
DROP FUNCTION home_keys(text, integer, integer, integer, integer);
DROP FUNCTION home_line(text);
"""
FOUND = """
CREATE OR REPLACE FUNCTION doors_found(keys text[], patterns text[], most integer) RETURNS TABLE (id uuid, address text)
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off
AS $$
SELECT d.id, d.address::text
  FROM places_dwelling d
 WHERE home_keys(d.address, d.county_id, d.town_id, d.community_id, d.grid_id) @> $1
   AND home_keys(d.address, d.county_id, d.town_id, d.community_id, d.grid_id)
       && (SELECT array_agg('@' || area) FROM unnest(current_setting('linli.areas')::integer[]) area)
   AND NOT EXISTS (SELECT FROM unnest($2) pattern WHERE home_line(d.address) !~ pattern)
 LIMIT $3
$$;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("places", "0003_streets_are_walked")]

    operations = [
        migrations.RunSQL(KEYS, UNDO),
        AddIndexConcurrently(
            model_name="dwelling",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "address", "county_id", "town_id", "community_id", "grid_id",
                    function="home_keys",
                ),
                name="dwelling_keys",
            ),
        ),
        migrations.RunSQL(FOUND, "DROP FUNCTION doors_found"),
    ]  # fmt: skip
