"""The words of a search are compared with the rows themselves only until a page is full, in the order of the list."""

from django.db import migrations

SEARCH = """
CREATE OR REPLACE FUNCTION people_found(
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
    statement := format('SELECT p.id, p.sort_key::text, p.name, p.preferred_name, p.registered_address,'
        ' p.actual_address FROM public.people_person p WHERE p.search @@ $1 AND p.%I ', reach)
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
    -- The fence keeps the order of the list below the recheck, and the list stops when the page is full.
    statement := 'SELECT s.id, s.sort_key FROM (' || statement || ' ORDER BY p.sort_key, p.id OFFSET 0) s WHERE true';
    FOR number IN 1 .. cardinality(words) LOOP
        statement := statement || format(' AND strpos(lower(normalize(concat_ws('' '', s.name, s.preferred_name,'
            ' s.registered_address, s.actual_address), NFKC)), ($10)[%s]) > 0', number);
    END LOOP;
    statement := statement || ' LIMIT $11';
    RETURN QUERY EXECUTE statement
        USING terms, areas, place, category_code, on_day, born_from, born_to, after_key, after_id, words, size;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_people_are_found")]

    operations = [migrations.RunSQL(SEARCH, migrations.RunSQL.noop)]
