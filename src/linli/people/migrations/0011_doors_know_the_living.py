"""Doors open to the living, and who is kept from a person stays so by whichever file, or number, he comes."""

from django.db import migrations

LIVING = """
CREATE OR REPLACE FUNCTION people_account_of(account uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT k.id FROM public.people_personaccount a
    JOIN public.people_person p ON p.id = a.person_id
    JOIN public.people_person k ON k.id = coalesce(p.merged_into_id, p.id)
    WHERE a.user_id = account AND a.until IS NULL AND k.died_on IS NULL
$$;

CREATE OR REPLACE FUNCTION people_holder(blind bytea) RETURNS TABLE (person uuid, community integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (array_agg(DISTINCT k.id))[1], min(k.community_id)
    FROM public.people_telephone t
    JOIN public.people_person p ON p.id = t.person_id
    JOIN public.people_person k ON k.id = coalesce(p.merged_into_id, p.id)
    WHERE t.number_blind = blind AND k.died_on IS NULL
    HAVING count(DISTINCT k.id) = 1 AND bool_or(t.label IN ('', '本人'))
$$;

-- The file that stands for a person: her own, or the one it was merged into.
CREATE FUNCTION people_stands_for(person uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce((SELECT p.merged_into_id FROM public.people_person p WHERE p.id = person), person)
$$;
REVOKE ALL ON FUNCTION people_stands_for FROM PUBLIC;

-- Who is suspected stays so under every file that is his, and the one he is kept from under every file that is hers.
CREATE OR REPLACE FUNCTION people_is_withheld(subject uuid, viewer uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.people_suspectedharm h
        JOIN public.people_person s ON s.id = h.person_id
        JOIN public.people_person w ON w.id = h.by_whom_id
        WHERE h.until IS NULL AND coalesce(s.merged_into_id, s.id) = public.people_stands_for(subject)
            AND coalesce(w.merged_into_id, w.id) = public.people_stands_for(viewer))
$$;

-- The same of a telephone: an account nobody has linked to a person is known by the number it was opened with.
CREATE FUNCTION people_number_is_withheld(subject uuid, blind bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.people_suspectedharm h
        JOIN public.people_person s ON s.id = h.person_id
        JOIN public.people_person w ON w.id = h.by_whom_id
        JOIN public.people_telephone t ON t.person_id IN (w.id, w.merged_into_id)
        WHERE h.until IS NULL AND coalesce(s.merged_into_id, s.id) = public.people_stands_for(subject)
            AND t.number_blind = blind AND t.label IN ('', '本人'))
$$;
REVOKE ALL ON FUNCTION people_number_is_withheld FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_number_is_withheld TO linli_app, linli_jobs;
"""
UNDO = """
DROP FUNCTION people_number_is_withheld;
CREATE OR REPLACE FUNCTION people_is_withheld(subject uuid, viewer uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.people_suspectedharm h
        WHERE h.person_id = subject AND h.by_whom_id = viewer AND h.until IS NULL)
$$;
DROP FUNCTION people_stands_for;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0010_lives_end")]

    operations = [migrations.RunSQL(LIVING, UNDO)]
