"""Two files become one person, and her account and her telephone lead to the file that stands."""

from django.db import migrations

FOLLOW = """
CREATE OR REPLACE FUNCTION people_account_of(account uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(p.merged_into_id, p.id) FROM public.people_personaccount a
    JOIN public.people_person p ON p.id = a.person_id WHERE a.user_id = account AND a.until IS NULL
$$;

CREATE OR REPLACE FUNCTION people_holder(blind bytea) RETURNS TABLE (person uuid, community integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (array_agg(DISTINCT coalesce(p.merged_into_id, p.id)))[1], min(t.community_id)
    FROM public.people_telephone t JOIN public.people_person p ON p.id = t.person_id WHERE t.number_blind = blind
    HAVING count(DISTINCT coalesce(p.merged_into_id, p.id)) = 1 AND bool_or(t.label IN ('', '本人'))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0007_files_that_are_shut")]

    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop)]
