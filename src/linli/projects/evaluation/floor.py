"""The floor of evaluations: the database shows a sample to the post it was drawn by, and to nobody of either side.

Once the result stands the sides of the project read it, and the evaluator is gone. The records themselves are no
evaluator's: her post stands in an organisation and reaches no place.
"""

from django.db import migrations

POST = "(SELECT nullif(current_setting('linli.post', true), ''))::uuid"
AREAS = "ANY ((SELECT current_setting('linli.areas'))::int[])"
OURS = "(SELECT nullif(current_setting('linli.organisation', true), ''))::uuid"
OPEN = (
    f"evaluation_id IN (SELECT e.id FROM projects_evaluation e WHERE e.post_id = {POST}"  # nosec B608
    " AND e.closed_at IS NULL AND e.state <> 'called_off')"
)
OVER = (
    "evaluation_id IN (SELECT e.id FROM projects_evaluation e"  # nosec B608
    " JOIN projects_serviceproject p ON p.id = e.project_id WHERE e.closed_at IS NOT NULL"
    f" AND (p.county_id = {AREAS} OR p.town_id = {AREAS} OR p.organisation_id = {OURS}))"
)


def evaluators(table: str, *, shown: bool) -> migrations.RunSQL:
    """Return the step that secures a table; ``shown``: the sides of the project read it once the result stands."""
    over = f"CREATE POLICY {table}_over ON {table} FOR SELECT TO linli_app USING ({OVER});" if shown else ""
    gone = f"DROP POLICY {table}_over ON {table};" if shown else ""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_open ON {table} TO linli_app USING ({OPEN}) WITH CHECK ({OPEN});
        CREATE POLICY {table}_jobs ON {table} TO linli_jobs USING (true) WITH CHECK (true);
        {over}
        """,
        f"""
        {gone}
        DROP POLICY {table}_open ON {table};
        DROP POLICY {table}_jobs ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def committed() -> migrations.RunSQL:
    """Return the step after which what an evaluation committed to stays, and a settled result is never changed."""
    frozen = ("project_id", "kind", "commitment")
    drawn = ("frame_digest", "frame_size", "drawn", "size", "least")
    settled = ("score", "grade", "passed", "finished_on", "closed_at", "seed_shown", "report", "reply", "offered")

    def changed(columns: tuple[str, ...]) -> str:
        return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)

    return migrations.RunSQL(
        f"""
        CREATE FUNCTION projects_evaluation_is_committed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {changed(frozen)} OR (OLD.frame_digest <> '' AND ({changed(drawn)}))
                OR (OLD.closed_at IS NOT NULL AND ({changed(settled)})) THEN
                RAISE EXCEPTION 'an evaluation keeps what it committed to' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER projects_evaluation_committed BEFORE UPDATE ON projects_evaluation
            FOR EACH ROW EXECUTE FUNCTION projects_evaluation_is_committed();
        """,
        "DROP TRIGGER projects_evaluation_committed ON projects_evaluation;"
        " DROP FUNCTION projects_evaluation_is_committed();",
    )
