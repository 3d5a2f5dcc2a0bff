"""Search that may use its index under row security.

``@@`` is not leakproof, so PostgreSQL keeps it from the index of a table under row security. ``people_found`` runs as
the owner of the tables and takes its reach from the transaction's own setting, never from its arguments: whoever calls
it sees what row security would have shown.
"""

from django.db import migrations

SEARCH = """
CREATE POLICY people_person_search ON people_person FOR SELECT TO linli_owner USING (true);
CREATE POLICY people_prioritytag_search ON people_prioritytag FOR SELECT TO linli_owner USING (true);
ALTER TABLE people_person ALTER COLUMN search SET STATISTICS 1000;

CREATE FUNCTION people_found(
    terms tsquery, words text[], place integer, category_code text, on_day date, born_from date, born_to date,
    after_key text, after_id uuid, size integer
) RETURNS TABLE (id uuid, sort_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    areas integer[] := current_setting('linli.areas')::integer[];
    levels text[] := ARRAY['county_id', 'county_id', 'county_id', 'town_id', 'community_id', 'grid_id'];
    reach text := levels[(SELECT level FROM public.places_division d WHERE d.id = areas[1])];
    narrow text := levels[(SELECT level FROM public.places_division d WHERE d.id = place)];
    statement text;
BEGIN
    IF reach IS NULL THEN
        RETURN;
    END IF;
    statement := format('SELECT p.id, p.sort_key::text FROM public.people_person p WHERE p.search @@ $1 AND p.%I ', reach)
        || CASE WHEN cardinality(areas) = 1 THEN '= ($2)[1]' ELSE '= ANY ($2)' END;
    IF narrow IS NOT NULL THEN
        statement := statement || format(' AND p.%I = $3', narrow);
    END IF;
    IF born_from IS NOT NULL THEN
        statement := statement || ' AND p.birth_date BETWEEN $6 AND $7';
    END IF;
    IF category_code <> '' THEN
        statement := statement || ' AND EXISTS (SELECT FROM public.people_prioritytag t WHERE t.person_id = p.id'
            ' AND t.category = $4 AND t.starts_on <= $5 AND (t.ends_on IS NULL OR t.ends_on >= $5))';
    END IF;
    IF after_id IS NOT NULL THEN
        statement := statement || ' AND (p.sort_key, p.id) > ($8, $9)';
    END IF;
    IF cardinality(words) > 0 THEN
        statement := statement || ' AND NOT EXISTS (SELECT FROM unnest($10) w WHERE strpos(lower(normalize(concat_ws('
            ''' '', p.name, p.preferred_name, p.registered_address, p.actual_address), NFKC)), w) = 0)';
    END IF;
    RETURN QUERY EXECUTE statement || ' ORDER BY p.sort_key, p.id LIMIT $11'
        USING terms, areas, place, category_code, on_day, born_from, born_to, after_key, after_id, words, size;
END $$;
REVOKE ALL ON FUNCTION people_found FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_found TO linli_app, linli_jobs;
"""

UNDO = """
DROP FUNCTION people_found;
ALTER TABLE people_person ALTER COLUMN search SET STATISTICS -1;
DROP POLICY people_prioritytag_search ON people_prioritytag;
DROP POLICY people_person_search ON people_person;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_the_first_tables")]

    operations = [migrations.RunSQL(SEARCH, UNDO)]
