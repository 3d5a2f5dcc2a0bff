"""Extracts of closed cases: guarded like everything about a person, counted by a trigger, found by one function.

``&&`` is not leakproof, so that PostgreSQL keeps it from the index of a table under row security: ``practice_alike`` runs
as the owner of the tables and takes its reach from the transaction's ``linli.areas``; no argument widens it. So does
``practice_forget``, which removes what persons agree to no longer wherever it lies, and tells how many.
"""

import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from linli.kernel.scope import row_security

COUNT = """
CREATE FUNCTION practice_count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO practice_extractterm AS kept (county, term, docs, length)
        SELECT county_id, term, count(*), sum(size) FROM (
            SELECT county_id, unnest(array_append(terms, '')) AS term, cardinality(terms) AS size FROM changed
        ) told GROUP BY county_id, term ORDER BY county_id, term
        ON CONFLICT (county, term) DO UPDATE SET docs = kept.docs + EXCLUDED.docs, length = kept.length + EXCLUDED.length;
    ELSE
        UPDATE practice_extractterm AS kept SET docs = kept.docs - gone.docs, length = kept.length - gone.length FROM (
            SELECT held.id, told.docs, told.length FROM practice_extractterm AS held JOIN (
                SELECT county_id, term, count(*) AS docs, sum(size) AS length FROM (
                    SELECT county_id, unnest(array_append(terms, '')) AS term, cardinality(terms) AS size FROM changed
                ) one GROUP BY county_id, term
            ) told ON held.county = told.county_id AND held.term = told.term
            ORDER BY held.county, held.term FOR UPDATE OF held
        ) gone WHERE kept.id = gone.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER terms_come AFTER INSERT ON practice_caseextract REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION practice_count_terms();
CREATE TRIGGER terms_go AFTER DELETE ON practice_caseextract REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION practice_count_terms();
REVOKE UPDATE ON practice_caseextract FROM linli_app, linli_jobs;
"""
COUNT_NO_MORE = """
DROP TRIGGER terms_come ON practice_caseextract;
DROP TRIGGER terms_go ON practice_caseextract;
DROP FUNCTION practice_count_terms;
"""

ALIKE = """
CREATE POLICY practice_caseextract_owner ON practice_caseextract TO linli_owner USING (true);

CREATE FUNCTION practice_alike(
    telling varchar[], closely integer, wanted text[], weights integer[], mean numeric, but uuid[], fewest integer,
    after_score integer, after_id uuid, size integer
) RETURNS TABLE (id uuid, score integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
    areas integer[] := current_setting('linli.areas')::integer[];
    levels text[] := ARRAY['county_id', 'county_id', 'county_id', 'town_id', 'community_id', 'grid_id'];
    reach text := levels[(SELECT level FROM public.places_division d WHERE d.id = areas[1])];
BEGIN
    IF reach IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format($q$
        WITH near AS MATERIALIZED (
            SELECT e.id, e.cell, e.terms FROM public.practice_caseextract e
             WHERE e.terms && $1 AND e.%1$I = ANY ($2) AND e.client_id <> ALL ($3)
             ORDER BY e.quarter DESC, e.id LIMIT $4
        ), scored AS (
            SELECT n.id, n.cell,
                   round(sum(w.weight) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * cardinality(n.terms) / $5)))::integer AS score
              FROM near n, unnest(n.terms) held JOIN unnest($6, $7) AS w (term, weight) ON w.term = held
             GROUP BY n.id, n.cell, n.terms
        )
        SELECT s.id, s.score FROM (
            SELECT * FROM scored WHERE $8 IS NULL OR (scored.score, scored.id) < ($8, $9)
             ORDER BY scored.score DESC, scored.id DESC OFFSET 0
        ) s
         WHERE (SELECT count(*) FROM (
                   SELECT DISTINCT o.client_id FROM public.practice_caseextract o
                    WHERE o.cell = s.cell AND o.%1$I = ANY ($2) LIMIT $10
               ) clients) >= $10
         LIMIT $11
    $q$, reach) USING telling, areas, but, closely, mean, wanted, weights, after_score, after_id, fewest, size;
END $$;
REVOKE ALL ON FUNCTION practice_alike FROM PUBLIC;
GRANT EXECUTE ON FUNCTION practice_alike TO linli_app, linli_jobs;

CREATE FUNCTION practice_forget(persons uuid[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH gone AS (DELETE FROM public.practice_caseextract WHERE client_id = ANY (persons) RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION practice_forget FROM PUBLIC;
GRANT EXECUTE ON FUNCTION practice_forget TO linli_app, linli_jobs;
"""
ALIKE_NO_MORE = """
DROP FUNCTION practice_forget;
DROP FUNCTION practice_alike;
DROP POLICY practice_caseextract_owner ON practice_caseextract;
"""


def codes(label: str) -> django.contrib.postgres.fields.ArrayField:
    """Return a column of codes."""
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name=label
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0015_houses_are_found_by_their_words"),
        ("practice", "0017_activities_are_called_off"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseExtract",
            fields=[
                ("county_id", models.IntegerField(verbose_name="区县")),
                ("town_id", models.IntegerField(verbose_name="镇街")),
                ("community_id", models.IntegerField(verbose_name="社区(村)")),
                ("grid_id", models.IntegerField(blank=True, null=True, verbose_name="网格")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("quarter", models.DateField(verbose_name="哪个季度结的")),
                ("band", models.CharField(blank=True, max_length=10, verbose_name="年龄段")),
                (
                    "risk",
                    models.CharField(
                        blank=True,
                        choices=[("", "还没评"), ("low", "低"), ("medium", "中"), ("high", "高")],
                        max_length=6,
                        verbose_name="风险",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("reached", "目标达到了"),
                            ("withdrew", "服务对象不想继续"),
                            ("moved", "搬走了"),
                            ("referred", "转给别处了"),
                            ("died", "去世"),
                            ("worker_left", "社工离开，没有人接"),
                        ],
                        max_length=12,
                        verbose_name="结案原因",
                    ),
                ),
                ("sessions", models.SmallIntegerField(verbose_name="会谈次数，从几次起")),
                ("natures", codes("特别情况")),
                ("needs", codes("需要")),
                ("goals", codes("目标")),
                ("reached", codes("达到了的目标")),
                ("methods", codes("做法")),
                ("terms", codes("用来找的词")),
                ("cell", models.CharField(max_length=60, verbose_name="年龄段和最急的需要")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extract", to="practice.casefile"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={"verbose_name": "做法摘要"},
        ),
        migrations.CreateModel(
            name="ExtractTerm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("county", models.IntegerField(verbose_name="区县")),
                ("term", models.CharField(blank=True, max_length=40, verbose_name="词")),
                ("docs", models.IntegerField(verbose_name="在几份里")),
                ("length", models.BigIntegerField(verbose_name="一共多长")),
            ],
            options={"verbose_name": "词出现几次"},
        ),
        migrations.AddConstraint(
            model_name="caseextract",
            constraint=models.CheckConstraint(
                condition=models.Q(("quarter__day", 1), ("quarter__month__in", [1, 4, 7, 10])),
                name="extract_tells_no_day",
            ),
        ),
        migrations.AddIndex(
            model_name="caseextract",
            index=django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="extract_terms"),
        ),
        migrations.AddIndex(
            model_name="caseextract",
            index=models.Index(models.F("cell"), models.F("client"), name="extract_cell"),
        ),
        migrations.AddConstraint(
            model_name="extractterm",
            constraint=models.UniqueConstraint(
                models.F("county"), models.F("term"), name="term_of_a_county_is_counted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="extractterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("docs__gte", 0), ("length__gte", 0)), name="term_stands_in_no_fewer_than_none"
            ),
        ),
        row_security("practice_caseextract"),
        migrations.RunSQL(COUNT, COUNT_NO_MORE),
        migrations.RunSQL(ALIKE, ALIKE_NO_MORE),
    ]
