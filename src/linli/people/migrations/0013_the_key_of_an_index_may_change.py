"""Beside each blind index stands a second, filled while the key of the indexes changes.

The three doors that are asked by an index are asked by all it may stand under just then. A card keeps its token sealed, so
that its index can be made again; cards from before have none and are given anew when the key changes.
"""

from django.db import migrations, models

from linli.kernel.fields import BlindColumn, SealedColumn

DOORS = """
DROP FUNCTION people_number_is_withheld(uuid, bytea);
DROP FUNCTION people_holder(bytea);
DROP FUNCTION people_card(bytea, text);
CREATE FUNCTION people_holder(blinds bytea[]) RETURNS TABLE (person uuid, community integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (array_agg(DISTINCT k.id))[1], min(k.community_id)
    FROM public.people_telephone t
    JOIN public.people_person p ON p.id = t.person_id
    JOIN public.people_person k ON k.id = coalesce(p.merged_into_id, p.id)
    WHERE t.number_blind = ANY (blinds) AND k.died_on IS NULL
    HAVING count(DISTINCT k.id) = 1 AND bool_or(t.label IN ('', '本人'))
$$;
CREATE FUNCTION people_number_is_withheld(subject uuid, blinds bytea[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.people_suspectedharm h
        JOIN public.people_person s ON s.id = h.person_id
        JOIN public.people_person w ON w.id = h.by_whom_id
        JOIN public.people_telephone t ON t.person_id IN (w.id, w.merged_into_id)
        WHERE h.until IS NULL AND coalesce(s.merged_into_id, s.id) = public.people_stands_for(subject)
            AND t.number_blind = ANY (blinds) AND t.label IN ('', '本人'))
$$;
CREATE FUNCTION people_card(tokens bytea[], typed text) RETURNS TABLE (card uuid, person uuid, community integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.id, c.person_id, c.community_id FROM public.people_residentcard c
    WHERE (c.token_blind = ANY (tokens) OR c.number = typed) AND c.revoked_at IS NULL
$$;
REVOKE ALL ON FUNCTION people_holder, people_card, people_number_is_withheld FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_holder, people_card, people_number_is_withheld TO linli_app, linli_jobs;
"""
BEFORE = """
DROP FUNCTION people_number_is_withheld(uuid, bytea[]);
DROP FUNCTION people_holder(bytea[]);
DROP FUNCTION people_card(bytea[], text);
CREATE FUNCTION people_holder(blind bytea) RETURNS TABLE (person uuid, community integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (array_agg(DISTINCT k.id))[1], min(k.community_id)
    FROM public.people_telephone t
    JOIN public.people_person p ON p.id = t.person_id
    JOIN public.people_person k ON k.id = coalesce(p.merged_into_id, p.id)
    WHERE t.number_blind = blind AND k.died_on IS NULL
    HAVING count(DISTINCT k.id) = 1 AND bool_or(t.label IN ('', '本人'))
$$;
CREATE FUNCTION people_number_is_withheld(subject uuid, blind bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.people_suspectedharm h
        JOIN public.people_person s ON s.id = h.person_id
        JOIN public.people_person w ON w.id = h.by_whom_id
        JOIN public.people_telephone t ON t.person_id IN (w.id, w.merged_into_id)
        WHERE h.until IS NULL AND coalesce(s.merged_into_id, s.id) = public.people_stands_for(subject)
            AND t.number_blind = blind AND t.label IN ('', '本人'))
$$;
CREATE FUNCTION people_card(token bytea, typed text) RETURNS TABLE (card uuid, person uuid, community integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.id, c.person_id, c.community_id FROM public.people_residentcard c
    WHERE (c.token_blind = token OR c.number = typed) AND c.revoked_at IS NULL
$$;
REVOKE ALL ON FUNCTION people_holder, people_card, people_number_is_withheld FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_holder, people_card, people_number_is_withheld TO linli_app, linli_jobs;
"""
PAIRS = (("identitydocument", "number"), ("telephone", "number"), ("telephone", "tail"))


class Migration(migrations.Migration):
    dependencies = [("people", "0012_she_reads_what_she_agreed_to")]

    operations = [
        *(
            migrations.AddField(model, f"{name}_blind_next", BlindColumn(blank=True, max_length=16, null=True))
            for model, name in PAIRS
        ),
        migrations.AddField(
            "residentcard", "token_blind_next", BlindColumn(blank=True, max_length=16, null=True, unique=True)
        ),
        migrations.AddField("residentcard", "token_sealed", SealedColumn(blank=True, null=True, verbose_name="卡码")),
        migrations.AddConstraint(
            "identitydocument",
            models.UniqueConstraint(models.F("number_blind_next"), name="document_number_is_one_under_either_key"),
        ),
        migrations.RunSQL(DOORS, BEFORE),
    ]
