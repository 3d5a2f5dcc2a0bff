"""A merge of two persons marks every community and month either was served in, also where the one who merges sees not.

The function runs as the owner of the tables; it is told ids, tells nothing back but how many, and writes marks only.
"""

from django.db import migrations

MARK = """
CREATE POLICY records_beneficiary_marks ON records_beneficiary FOR SELECT TO linli_owner USING (true);
CREATE POLICY records_servicerecord_marks ON records_servicerecord FOR SELECT TO linli_owner USING (true);

CREATE FUNCTION records_mark_people(persons uuid[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH marks AS (
        INSERT INTO public.records_tallymark (county_id, town_id, community_id, month, made_at)
        SELECT DISTINCT r.county_id, r.town_id, r.community_id, date_trunc('month', r.happened_on)::date, now()
        FROM public.records_beneficiary b JOIN public.records_servicerecord r ON r.id = b.record_id
        WHERE b.person_id = ANY (persons) AND r.superseded_at IS NULL AND NOT r.withdrawn
        RETURNING 1
    ) SELECT count(*) FROM marks
$$;
REVOKE ALL ON FUNCTION records_mark_people FROM PUBLIC;
GRANT EXECUTE ON FUNCTION records_mark_people TO linli_app, linli_jobs;
"""

UNDO = """
DROP FUNCTION records_mark_people;
DROP POLICY records_servicerecord_marks ON records_servicerecord;
DROP POLICY records_beneficiary_marks ON records_beneficiary;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_tallies_keep_what_they_are_made_of"),
        ("people", "0005_two_files_become_one"),
    ]

    operations = [migrations.RunSQL(MARK, UNDO)]
