"""The floor of buying in the database: envelopes and sheets stay shut, and the file of a procedure is kept."""

from django.db import migrations

AREAS = "ANY ((SELECT current_setting('linli.areas'))::int[])"
OURS = "(SELECT nullif(current_setting('linli.organisation'), ''))::uuid"
POST = "(SELECT nullif(current_setting('linli.post', true), ''))::uuid"
REWRAPPED = "current_user = 'linli_jobs' AND current_setting('linli.rewrapping', true) = 'on'"
KEPT = (
    "projects_tender", "projects_tendercriterion", "projects_invitation", "projects_tenderjudge", "projects_bid",
    "projects_bidpaper", "projects_bidscore", "projects_tenderaward", "projects_contract",
)  # fmt: skip
# Read by whom: its own agency; after the opening everybody (a bid), whoever buys and the judges who sit (its paper);
# a sheet by its own judge, by others when the scoring has closed.
READ = {
    "projects_bid": (
        f"organisation_id = {OURS}",
        "EXISTS (SELECT 1 FROM projects_tender t WHERE t.id = tender_id AND t.opened_at IS NOT NULL)",
    ),
    "projects_bidpaper": (
        f"organisation_id = {OURS}",
        "EXISTS (SELECT 1 FROM projects_bid b JOIN projects_tender t ON t.id = b.tender_id"  # nosec B608
        f" WHERE b.id = bid_id AND t.opened_at IS NOT NULL AND b.withdrawn_at IS NULL AND (county_id = {AREAS}"
        f" OR town_id = {AREAS} OR EXISTS (SELECT 1 FROM projects_tenderjudge j WHERE j.tender_id = t.id"
        f" AND j.post_id = {POST} AND NOT j.conflict AND j.dismissed_at IS NULL)))",
    ),
    "projects_bidscore": (
        f"EXISTS (SELECT 1 FROM projects_tenderjudge j WHERE j.id = judge_id AND j.post_id = {POST})",  # nosec B608
        "EXISTS (SELECT 1 FROM projects_tender t WHERE t.id = tender_id AND t.scored_at IS NOT NULL)",
    ),
}


def read_by(table: str) -> migrations.RunSQL:
    """Return the step that shuts a table but to whom ``READ`` names, and to the jobs role."""
    seen = " OR ".join(f"({one})" for one in READ[table])
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_in_turn ON {table} TO PUBLIC USING ({seen}) WITH CHECK ({seen});
        CREATE POLICY {table}_jobs ON {table} TO linli_jobs USING (true) WITH CHECK (true);
        """,
        f"""
        DROP POLICY {table}_in_turn ON {table};
        DROP POLICY {table}_jobs ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def kept() -> migrations.RunSQL:
    """Return the step after which nothing of a published procedure is removed before its years are over."""
    guards = "".join(
        f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} FOR EACH ROW"
        " EXECUTE FUNCTION projects_procurement_is_kept();\n"
        for table in KEPT
    )
    gone = "".join(f"DROP TRIGGER {table}_is_kept ON {table};\n" for table in KEPT)
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION projects_procurement_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            told jsonb := to_jsonb(OLD);
            which uuid;
            began timestamptz;
            ends date;
        BEGIN
            which := CASE TG_TABLE_NAME
                WHEN 'projects_tender' THEN (told->>'id')::uuid
                WHEN 'projects_bidpaper' THEN
                    (SELECT tender_id FROM projects_bid WHERE id = (told->>'bid_id')::uuid)
                WHEN 'projects_contract' THEN
                    (SELECT tender_id FROM projects_tenderaward WHERE id = (told->>'award_id')::uuid)
                ELSE (told->>'tender_id')::uuid END;
            SELECT published_at, kept_until INTO began, ends FROM projects_tender WHERE id = which;
            IF FOUND AND (began IS NULL OR ends < (now() AT TIME ZONE 'Asia/Shanghai')::date) THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'the file of a procedure is kept' USING ERRCODE = 'restrict_violation';
        END $$;
        {guards}
        """,  # nosec B608
        f"""
        {gone}
        DROP FUNCTION projects_procurement_is_kept();
        """,
    )


def closed() -> migrations.RunSQL:
    """Return the step after which opened envelopes, and sheets whose scoring has closed, are not changed any more."""
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION projects_opened_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {REWRAPPED} THEN RETURN NEW; END IF;
            IF TG_TABLE_NAME = 'projects_bidpaper' THEN
                IF NOT EXISTS (SELECT 1 FROM projects_bid b JOIN projects_tender t ON t.id = b.tender_id
                    WHERE b.id = OLD.bid_id AND t.opened_at IS NOT NULL) THEN RETURN NEW; END IF;
            ELSIF NOT EXISTS (SELECT 1 FROM projects_tender t
                WHERE t.id = OLD.tender_id AND t.scored_at IS NOT NULL) THEN RETURN NEW;
            END IF;
            RAISE EXCEPTION 'what was opened and scored is not changed' USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER projects_bidpaper_is_closed BEFORE UPDATE ON projects_bidpaper
            FOR EACH ROW EXECUTE FUNCTION projects_opened_is_closed();
        CREATE TRIGGER projects_bidscore_is_closed BEFORE UPDATE ON projects_bidscore
            FOR EACH ROW EXECUTE FUNCTION projects_opened_is_closed();
        """,  # nosec B608
        """
        DROP TRIGGER projects_bidpaper_is_closed ON projects_bidpaper;
        DROP TRIGGER projects_bidscore_is_closed ON projects_bidscore;
        DROP FUNCTION projects_opened_is_closed();
        """,
    )
