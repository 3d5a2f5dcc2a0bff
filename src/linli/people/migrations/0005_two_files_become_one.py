import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import linli.kernel.fields
import linli.kernel.ids
from linli.kernel.scope import row_security

# An alias leads to somebody who is none herself, in her county: no chain, no circle, whoever writes the row.
NO_CHAIN = """
CREATE FUNCTION people_alias_leads_to_a_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(73, 61);
    IF EXISTS (SELECT FROM public.people_person p WHERE p.merged_into_id = NEW.id)
        OR NOT EXISTS (SELECT FROM public.people_person p WHERE p.id = NEW.merged_into_id
            AND p.merged_into_id IS NULL AND p.county_id = NEW.county_id)
    THEN
        RAISE EXCEPTION 'an alias leads to a person who is none herself' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER alias_leads_to_a_person BEFORE INSERT OR UPDATE OF merged_into_id, county_id ON people_person
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION people_alias_leads_to_a_person();
"""
CHAIN_AGAIN = """
DROP TRIGGER alias_leads_to_a_person ON people_person;
DROP FUNCTION people_alias_leads_to_a_person;
"""

# Search finds a person once, by the names and addresses of the files that were merged into hers too.
SEARCH = """
CREATE OR REPLACE FUNCTION people_found(
    terms tsquery, words text[], place integer, category_code text, on_day date, born_from date, born_to date,
    after_key text, after_id uuid, size integer
) RETURNS TABLE (id uuid, sort_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    areas integer[] := current_setting('linli.areas')::integer[];
    levels text[] := ARRAY['county_id', 'county_id', 'county_id', 'town_id', 'community_id', 'grid_id'];
    reach text := levels[(SELECT level FROM public.places_division d WHERE d.id = areas[1])];
    narrow text := levels[(SELECT level FROM public.places_division d WHERE d.id = place)];
    statement text;
BEGIN
    IF reach IS NULL THEN
        RETURN;
    END IF;
    statement := format('SELECT p.id, p.sort_key::text, p.name, p.preferred_name, p.registered_address,'
        ' p.actual_address FROM public.people_person p WHERE p.search @@ $1 AND p.merged_into_id IS NULL AND p.%I ', reach)
        || CASE WHEN cardinality(areas) = 1 THEN '= ($2)[1]' ELSE '= ANY ($2)' END;
    IF narrow IS NOT NULL THEN
        statement := statement || format(' AND p.%I = $3', narrow);
    END IF;
    IF born_from IS NOT NULL THEN
        statement := statement || ' AND p.birth_date BETWEEN $6 AND $7';
    END IF;
    IF category_code <> '' THEN
        statement := statement || ' AND EXISTS (SELECT FROM public.people_prioritytag t WHERE t.person_id = p.id'
            ' AND t.category = $4 AND t.starts_on <= $5 AND (t.ends_on IS NULL OR t.ends_on >= $5))';
    END IF;
    IF after_id IS NOT NULL THEN
        statement := statement || ' AND (p.sort_key, p.id) > ($8, $9)';
    END IF;
    -- The fence keeps the order of the list below the recheck, and the list stops when the page is full.
    statement := 'SELECT s.id, s.sort_key FROM (' || statement || ' ORDER BY p.sort_key, p.id OFFSET 0) s WHERE true';
    FOR number IN 1 .. cardinality(words) LOOP
        statement := statement || format(' AND strpos(lower(normalize(concat_ws('' '', s.name, s.preferred_name,'
            ' s.registered_address, s.actual_address, (SELECT string_agg(concat_ws('' '', a.name, a.preferred_name,'
            ' a.registered_address, a.actual_address), '' '') FROM public.people_person a WHERE a.merged_into_id = s.id)'
            '), NFKC)), ($10)[%s]) > 0', number);
    END LOOP;
    statement := statement || ' LIMIT $11';
    RETURN QUERY EXECUTE statement
        USING terms, areas, place, category_code, on_day, born_from, born_to, after_key, after_id, words, size;
END $$;
"""
SEARCH_BEFORE = """
CREATE OR REPLACE FUNCTION people_found(
    terms tsquery, words text[], place integer, category_code text, on_day date, born_from date, born_to date,
    after_key text, after_id uuid, size integer
) RETURNS TABLE (id uuid, sort_key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    areas integer[] := current_setting('linli.areas')::integer[];
    levels text[] := ARRAY['county_id', 'county_id', 'county_id', 'town_id', 'community_id', 'grid_id'];
    reach text := levels[(SELECT level FROM public.places_division d WHERE d.id = areas[1])];
    narrow text := levels[(SELECT level FROM public.places_division d WHERE d.id = place)];
    statement text;
BEGIN
    IF reach IS NULL THEN
        RETURN;
    END IF;
    statement := format('SELECT p.id, p.sort_key::text, p.name, p.preferred_name, p.registered_address,'
        ' p.actual_address FROM public.people_person p WHERE p.search @@ $1 AND p.%I ', reach)
        || CASE WHEN cardinality(areas) = 1 THEN '= ($2)[1]' ELSE '= ANY ($2)' END;
    IF narrow IS NOT NULL THEN
        statement := statement || format(' AND p.%I = $3', narrow);
    END IF;
    IF born_from IS NOT NULL THEN
        statement := statement || ' AND p.birth_date BETWEEN $6 AND $7';
    END IF;
    IF category_code <> '' THEN
        statement := statement || ' AND EXISTS (SELECT FROM public.people_prioritytag t WHERE t.person_id = p.id'
            ' AND t.category = $4 AND t.starts_on <= $5 AND (t.ends_on IS NULL OR t.ends_on >= $5))';
    END IF;
    IF after_id IS NOT NULL THEN
        statement := statement || ' AND (p.sort_key, p.id) > ($8, $9)';
    END IF;
    -- The fence keeps the order of the list below the recheck, and the list stops when the page is full.
    statement := 'SELECT s.id, s.sort_key FROM (' || statement || ' ORDER BY p.sort_key, p.id OFFSET 0) s WHERE true';
    FOR number IN 1 .. cardinality(words) LOOP
        statement := statement || format(' AND strpos(lower(normalize(concat_ws('' '', s.name, s.preferred_name,'
            ' s.registered_address, s.actual_address), NFKC)), ($10)[%s]) > 0', number);
    END LOOP;
    statement := statement || ' LIMIT $11';
    RETURN QUERY EXECUTE statement
        USING terms, areas, place, category_code, on_day, born_from, born_to, after_key, after_id, words, size;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_residents_have_doors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="起")),
                ("until", models.DateTimeField(null=True, verbose_name="止")),
            ],
            options={
                "verbose_name": "同一个人的两个编号",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("county_id", models.IntegerField(verbose_name="区县")),
                ("town_id", models.IntegerField(verbose_name="镇街")),
                ("community_id", models.IntegerField(verbose_name="社区(村)")),
                ("grid_id", models.IntegerField(blank=True, null=True, verbose_name="网格")),
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("choices", models.JSONField(default=dict, verbose_name="选了哪一份")),
                ("before_sealed", linli.kernel.fields.SealedColumn(blank=True, null=True, verbose_name="合并以前")),
                ("by_user", models.UUIDField(null=True, verbose_name="谁合并的")),
                ("by_name", models.CharField(blank=True, max_length=100, verbose_name="谁合并的")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="合并时间"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("undone_by", models.UUIDField(null=True, verbose_name="谁撤销的")),
            ],
            options={
                "verbose_name": "合并",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aliases",
                to="people.person",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("merged_into"), condition=models.Q(("merged_into__isnull", False)), name="person_alias"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                ),
                name="alias_is_not_its_own",
            ),
        ),
        migrations.AddField(
            model_name="alias",
            name="kept",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="alias",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="merge",
            name="alias",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="merge", to="people.alias"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="merged_by", to="people.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.UniqueConstraint(
                models.F("person"), condition=models.Q(("until", None)), name="alias_leads_to_one_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("kept")), _negated=True), name="alias_is_another_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="alias_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                models.F("other"), condition=models.Q(("undone_at", None)), name="person_is_merged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("other")), _negated=True), name="merge_is_of_two"
            ),
        ),
        row_security("people_merge"),
        migrations.RunSQL(NO_CHAIN, CHAIN_AGAIN),
        migrations.RunSQL(SEARCH, SEARCH_BEFORE),
    ]
