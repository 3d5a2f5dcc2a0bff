from django.db import migrations

from linli.practice.floor import HERE, within_team

HEAD = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$"
POST = "nullif(current_setting('linli.post', true), '')::uuid"
FUNCTIONS = f"""
CREATE POLICY practice_casefile_floor ON practice_casefile FOR SELECT TO linli_owner USING (true);
CREATE POLICY practice_caseworker_floor ON practice_caseworker FOR SELECT TO linli_owner USING (true);
CREATE POLICY people_accessgrant_floor ON people_accessgrant FOR SELECT TO linli_owner USING (true);

-- Whether the asker's place alone decides: no post is told, or it is the head of a station in a place.
CREATE FUNCTION practice_opens_all() RETURNS boolean {HEAD}
    SELECT {POST} IS NULL OR EXISTS (
        SELECT FROM public.accounts_post p
        WHERE p.id = {POST} AND p.role = 'station_lead' AND p.place_id IS NOT NULL);
$$;

-- The cases that name the asker's post, with the one who holds it, in their team; those she is opening just now, which
-- have no team yet; for reading, those whose glass she broke.
CREATE FUNCTION practice_open_cases(writing boolean) RETURNS uuid[] {HEAD}
    SELECT coalesce(array_agg(found.id), '{{}}') FROM (
        SELECT w.case_id AS id FROM public.practice_caseworker w
        JOIN public.accounts_post p ON p.id = w.post_id AND p.user_id = w.user_id
        WHERE w.post_id = {POST} AND (w.ended_at IS NULL OR w.ended_at > now())
        UNION
        SELECT c.id FROM public.practice_casefile c
        WHERE c.opened_by_id = {POST}
            AND NOT EXISTS (SELECT FROM public.practice_caseworker w WHERE w.case_id = c.id)
        UNION
        SELECT c.id FROM public.people_accessgrant g
        JOIN public.accounts_post p ON p.id = g.grantee_id AND p.user_id = g.grantee_user
        JOIN public.practice_casefile c ON c.client_id = g.person_id
        WHERE NOT writing AND g.grantee_id = {POST} AND g.kind = 'break_glass' AND g.closed_at IS NULL
            AND g.until > now()
    ) found;
$$;

-- The level of the desk of aid that the asker sits at, lowest first.
CREATE FUNCTION practice_desk() RETURNS integer {HEAD}
    SELECT array_position(ARRAY['community_worker', 'street_officer', 'county_officer'], p.role::text) - 1
    FROM public.accounts_post p WHERE p.id = {POST} AND p.place_id IS NOT NULL;
$$;

-- Whether somebody has a case that is not over, in the asker's place: NULL for none, else whether it is hidden. The
-- worker's role has no place and is told of all.
CREATE FUNCTION practice_case_runs(person uuid) RETURNS boolean {HEAD}
    SELECT c.hidden FROM public.practice_casefile c
    WHERE c.client_id = person AND c.state NOT IN ('closed', 'refused', 'consulted', 'referred')
        AND (session_user = 'linli_jobs' OR {HERE});
$$;

REVOKE ALL ON FUNCTION practice_opens_all(), practice_open_cases(boolean), practice_desk(), practice_case_runs(uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION practice_opens_all(), practice_open_cases(boolean), practice_desk(), practice_case_runs(uuid)
    TO linli_app, linli_jobs;
"""  # nosec B608
NO_FUNCTIONS = """
DROP FUNCTION practice_opens_all(), practice_open_cases(boolean), practice_desk(), practice_case_runs(uuid);
DROP POLICY practice_casefile_floor ON practice_casefile;
DROP POLICY practice_caseworker_floor ON practice_caseworker;
DROP POLICY people_accessgrant_floor ON people_accessgrant;
"""
# A desk of aid reads and decides the applications that have reached it, and nothing else of a case.
AT_DESK = f"{HERE} AND reached >= (SELECT public.practice_desk())"
STEPS = (
    f"{HERE} AND (SELECT public.practice_desk()) IS NOT NULL"
    " AND application_id IN (SELECT id FROM public.practice_aidapplication)"  # nosec B608
)
DESKS = f"""
CREATE POLICY practice_aidapplication_desk ON practice_aidapplication TO linli_app
    USING ({AT_DESK}) WITH CHECK ({AT_DESK});
CREATE POLICY practice_aidstep_desk ON practice_aidstep TO linli_app USING ({STEPS}) WITH CHECK ({STEPS});
"""
NO_DESKS = """
DROP POLICY practice_aidstep_desk ON practice_aidstep;
DROP POLICY practice_aidapplication_desk ON practice_aidapplication;
"""
TABLES = (
    "aidapplication", "aidstep", "assessment", "careplan", "caseclosure", "casecomment", "casemove", "casereview",
    "casesession", "casesight", "casesignature", "casetransfer", "commentreply", "countedanswer", "crisisresponse",
    "dossier", "followup", "formanswer", "goalprogress", "intake", "notereading", "planaction", "plangoal",
    "printedpaper", "referral", "referralstep", "reopenrequest", "resourcelink", "returnedsheet", "reviewedgoal",
    "scalemeasure",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0013_clients_are_referred_aided_and_given_to"),
        ("people", "0016_consent_is_signed_on_a_screen"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        within_team("practice_casefile", column="id", also=f"opened_by_id = (SELECT {POST})"),
        within_team("practice_caseworker"),
        *(within_team(f"practice_{table}") for table in TABLES),
        migrations.RunSQL(DESKS, NO_DESKS),
    ]
