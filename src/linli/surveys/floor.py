"""The floor of the room: the database shows a sample to whoever works in its survey, and to nobody of the place.

While a survey is open its rows open to the posts in its team, to the one row whose token somebody holds, and (to read)
to the person herself. Once it has closed the rows carry no person, and whoever's place they lie in may read them.
"""

from django.db import migrations

POST = "(SELECT nullif(current_setting('linli.post', true), ''))::uuid"
HELD = "(SELECT nullif(current_setting('linli.token', true), ''))::uuid"
AREAS = "ANY ((SELECT current_setting('linli.areas'))::int[])"
MINE = f"WHERE m.post_id = {POST} AND m.ended_at IS NULL"
TEAM = f"survey_id IN (SELECT m.survey_id FROM surveys_member m {MINE})"  # nosec B608
CLOSED = "survey_id IN (SELECT s.id FROM surveys_survey s WHERE s.closed_at IS NOT NULL)"
OVER = f"{CLOSED} AND person_id IS NULL AND (county_id = {AREAS} OR town_id = {AREAS} OR community_id = {AREAS})"
WITH_HERS = "EXISTS (SELECT FROM surveys_respondent r WHERE r.id = respondent_id)"


def _secured(table: str, writes: str, reads: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_team ON {table} TO linli_app USING ({writes}) WITH CHECK ({writes});
        CREATE POLICY {table}_over ON {table} FOR SELECT TO linli_app USING ({reads});
        CREATE POLICY {table}_jobs ON {table} TO linli_jobs USING (true) WITH CHECK (true);
        """,
        f"""
        DROP POLICY {table}_team ON {table};
        DROP POLICY {table}_over ON {table};
        DROP POLICY {table}_jobs ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def respondents() -> migrations.RunSQL:
    """Return the step that secures the sample."""
    return _secured("surveys_respondent", f"{TEAM} OR id = {HELD}", OVER)


def with_hers(table: str) -> migrations.RunSQL:
    """Return the step after which a row is read with the respondent's, and written by the team or with the token."""
    return _secured(table, f"{TEAM} OR respondent_id = {HELD}", WITH_HERS)


KEPT = ("version_id", "commitment", "frame_digest", "frame_size", "drawn", "size", "least", "kind", "place_id")


def _is_committed(kept: tuple[str, ...]) -> str:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in kept)
    return f"""
        CREATE OR REPLACE FUNCTION surveys_survey_is_committed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.commitment <> '' AND ({changed}) THEN
                RAISE EXCEPTION 'a survey keeps what it committed to' USING ERRCODE = 'restrict_violation';
            END IF;
            IF OLD.closed_at IS NOT NULL AND to_jsonb(OLD) - 'seed_sealed' - 'frame_key_sealed'
                <> to_jsonb(NEW) - 'seed_sealed' - 'frame_key_sealed' THEN
                RAISE EXCEPTION 'a closed survey is never changed' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$;
        """


def committed() -> migrations.RunSQL:
    """Return the step after which what was committed to with the draw stays as it is."""
    return migrations.RunSQL(
        f"""{_is_committed(KEPT)}
        CREATE TRIGGER surveys_survey_committed BEFORE UPDATE ON surveys_survey
            FOR EACH ROW EXECUTE FUNCTION surveys_survey_is_committed();
        """,
        "DROP TRIGGER surveys_survey_committed ON surveys_survey; DROP FUNCTION surveys_survey_is_committed();",
    )


def committed_also(column: str) -> migrations.RunSQL:
    """Return the step after which one more column stays as it was when the sample was drawn."""
    return migrations.RunSQL(_is_committed((*KEPT, column)), _is_committed(KEPT))
