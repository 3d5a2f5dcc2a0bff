"""A resident reads of visits by video as of those by telephone."""

from django.db import migrations, models

TOLD = """
CREATE OR REPLACE FUNCTION records_told(most integer) RETURNS TABLE (kind text, happened_on date, acted_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT r.kind::text, r.happened_on, r.acted_name::text
    FROM public.records_beneficiary b JOIN public.records_servicerecord r ON r.id = b.record_id
    WHERE b.person_id IN (
        SELECT unnest(nullif(current_setting('linli.persons', true), '')::uuid[])
        UNION ALL SELECT p.id FROM public.people_person p
        WHERE p.merged_into_id = ANY (nullif(current_setting('linli.persons', true), '')::uuid[]))
      AND r.superseded_at IS NULL AND NOT r.withdrawn AND NOT r.protected
      AND r.kind IN ({kinds})
    ORDER BY r.happened_on DESC, r.id DESC LIMIT most
$$;
"""
BEFORE = "'home_visit', 'phone_visit', 'event', 'request', 'wish'"
NOW = "'home_visit', 'phone_visit', 'video_visit', 'event', 'request', 'wish'"


class Migration(migrations.Migration):
    dependencies = [("records", "0007_texts_about_the_erased_are_emptied")]

    operations = [
        migrations.AlterField(
            model_name="servicerecord",
            name="kind",
            field=models.CharField(
                choices=[
                    ("home_visit", "走访"),
                    ("phone_visit", "电话访问"),
                    ("video_visit", "视频探访"),
                    ("case_session", "会谈"),
                    ("follow_up", "跟进"),
                    ("group_session", "小组节次"),
                    ("event", "活动"),
                    ("request", "反映问题"),
                    ("wish", "心愿"),
                ],
                max_length=20,
                verbose_name="类别",
            ),
        ),
        migrations.RunSQL(TOLD.format(kinds=NOW), TOLD.format(kinds=BEFORE)),
    ]
