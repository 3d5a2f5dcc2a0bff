"""A resident reads what was done with her: the day, the kind and by whom; no text, nothing protected.

The function runs as the owner of the tables and takes its reach from the transaction's own ``linli.persons``, so the
policies of the hot tables stay as they are and no list of the staff becomes dearer.
"""

from django.db import migrations

TOLD = """
CREATE POLICY records_servicerecord_told ON records_servicerecord FOR SELECT TO linli_owner USING (true);
CREATE POLICY records_beneficiary_told ON records_beneficiary FOR SELECT TO linli_owner USING (true);
CREATE FUNCTION records_told(most integer) RETURNS TABLE (kind text, happened_on date, acted_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.kind::text, r.happened_on, r.acted_name::text
    FROM public.records_beneficiary b JOIN public.records_servicerecord r ON r.id = b.record_id
    WHERE b.person_id IN (
        SELECT unnest(nullif(current_setting('linli.persons', true), '')::uuid[])
        UNION ALL SELECT p.id FROM public.people_person p
        WHERE p.merged_into_id = ANY (nullif(current_setting('linli.persons', true), '')::uuid[]))
      AND r.superseded_at IS NULL AND NOT r.withdrawn AND NOT r.protected
      AND r.kind IN ('home_visit', 'phone_visit', 'event', 'request', 'wish')
    ORDER BY r.happened_on DESC, r.id DESC LIMIT most
$$;
REVOKE ALL ON FUNCTION records_told FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_told TO linli_app, linli_jobs;
"""
UNDO = """
DROP FUNCTION records_told;
DROP POLICY records_beneficiary_told ON records_beneficiary;
DROP POLICY records_servicerecord_told ON records_servicerecord;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0004_two_files_of_one_person_count_once")]

    operations = [migrations.RunSQL(TOLD, UNDO)]
