"""A check covers a grant by the days of the county's clock: before eight in the morning UTC is still at yesterday."""

from django.db import migrations

CLEARED = """
CREATE OR REPLACE FUNCTION people_accessgrant_is_cleared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind <> 'break_glass' AND NOT EXISTS (
        SELECT FROM people_backgroundcheck c
        WHERE c.id = NEW.clearance_id AND c.post_id = NEW.grantee_id AND c.clear
            AND c.queried_on <= (NEW.starts_at{zone})::date AND c.valid_until >= (NEW.until{zone})::date
    ) THEN
        RAISE EXCEPTION 'sight_is_given_to_the_checked: no valid check covers this grant'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0016_consent_is_signed_on_a_screen")]

    operations = [
        migrations.RunSQL(CLEARED.replace("{zone}", " AT TIME ZONE 'Asia/Shanghai'"), CLEARED.replace("{zone}", ""))
    ]
