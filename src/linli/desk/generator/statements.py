"""The set-based half of a generated county: homes, people and three years of records, made inside the database.

``dice(n, k)`` is a hash of the row's number: the same seed gives the same county, in whatever order rows are made.
"""

STAGES = (
    """CREATE TEMP TABLE spot (c int PRIMARY KEY, county_id int, town_id int, community_id int, name text,
        point uuid, post uuid, social_post uuid)""",
    """CREATE TEMP TABLE home (n int, spot int, estate text, building int, stairwell int, door text, address text,
        name text)""",
    """CREATE TEMP TABLE resident (n int, home int, spot int, id uuid, name text, preferred_name text, sort_key text,
        sex text, born date, search tsvector, relation text, tag text, document uuid, number bytea,
        number_blind bytea, telephone uuid, phone bytea, phone_blind bytea, tail_blind bytea)""",
)

ESTATES = """
    INSERT INTO places_estate (id, community_id, name)
    SELECT DISTINCT ON (spot, estate) md5({seed} || '|estate|' || spot || estate)::uuid, community_id, estate
      FROM home JOIN spot ON c = spot
"""
BUILDINGS = """
    INSERT INTO places_building (id, estate_id, name, position)
    SELECT DISTINCT ON (spot, estate, building) md5({seed} || '|building|' || spot || estate || building)::uuid,
           md5({seed} || '|estate|' || spot || estate)::uuid, building || '栋', building
      FROM home
"""
STAIRWELLS = """
    INSERT INTO places_stairwell (id, building_id, name, position)
    SELECT DISTINCT ON (spot, estate, building, stairwell)
           md5({seed} || '|stairwell|' || spot || estate || building || '-' || stairwell)::uuid,
           md5({seed} || '|building|' || spot || estate || building)::uuid, stairwell || '单元', stairwell
      FROM home
"""
DWELLINGS = """
    INSERT INTO places_dwelling (id, stairwell_id, name, {areas}, address)
    SELECT md5({seed} || '|dwelling|' || n)::uuid,
           md5({seed} || '|stairwell|' || spot || estate || building || '-' || stairwell)::uuid, door, {areas},
           address
      FROM home JOIN spot ON c = spot
"""
HOUSEHOLDS = """
    INSERT INTO people_household (id, {areas}, name, dwelling_id, address, created_at)
    SELECT md5({seed} || '|household|' || n)::uuid, {areas}, home.name, md5({seed} || '|dwelling|' || n)::uuid,
           address, now()
      FROM home JOIN spot ON c = spot
"""
PERSONS = """
    INSERT INTO people_person (id, {areas}, household_id, name, preferred_name, sort_key, sex, birth_date,
        registered_address, actual_address, note, search, version, created_at, updated_at)
    SELECT r.id, {areas}, md5({seed} || '|household|' || r.home)::uuid, r.name, r.preferred_name, r.sort_key, r.sex,
           r.born, '', h.address, '', r.search, 1, now(), now()
      FROM resident r JOIN spot ON c = r.spot JOIN home h ON h.n = r.home
"""
DOCUMENTS = """
    INSERT INTO people_identitydocument (id, {areas}, person_id, kind, number_sealed, number_blind)
    SELECT document, {areas}, r.id, 'id_card', number, number_blind FROM resident r JOIN spot ON c = r.spot
"""
TELEPHONES = """
    INSERT INTO people_telephone (id, {areas}, person_id, number_sealed, number_blind, tail_blind, label)
    SELECT telephone, {areas}, r.id, phone, phone_blind, tail_blind, ''
      FROM resident r JOIN spot ON c = r.spot WHERE telephone IS NOT NULL
"""
MEMBERS = """
    INSERT INTO people_householdmember (id, {areas}, household_id, person_id, relation, starts_on)
    SELECT md5({seed} || '|member|' || r.n)::uuid, {areas}, md5({seed} || '|household|' || r.home)::uuid, r.id,
           relation, {start}
      FROM resident r JOIN spot ON c = r.spot
"""
TAGS = """
    INSERT INTO people_prioritytag (id, {areas}, person_id, category, basis, authority, document, reason, starts_on)
    SELECT md5({seed} || '|tag|' || r.n)::uuid, {areas}, r.id, tag, 'observed', '', '', '', {start}
      FROM resident r JOIN spot ON c = r.spot WHERE tag <> ''
"""
UNDERTAKINGS = """
    INSERT INTO records_undertaking (id, {areas}, kind, title, source, source_id, service_point_id, opened_on)
    SELECT md5({seed} || '|' || kind || '|' || c || '|' || u)::uuid, {areas}, kind,
           title || ' ' || (u + 1), 'generate',
           {seed} || '-' || kind || '-' || c || '-' || u, point, {start}
      FROM spot, (VALUES ('case', '个案', 12), ('group', '小组', 6), ('community_project', '社区项目', 9))
           AS t (kind, title, count), generate_series(0, count - 1) u
"""
# One row per act: what was done, where, on which day, and whom it reached.
ACTS = """
    CREATE TEMP TABLE act AS
    SELECT n, md5({seed} || '|record|' || n)::uuid AS id, c, kind, method, u_kind, u, day, minutes, servers, heads,
           CASE kind WHEN 'case_session' THEN (u * 197 + 13) % {size} WHEN 'follow_up' THEN (u * 197 + 13) % {size}
                     WHEN 'group_session' THEN (u * 331) % {size} ELSE d4 % {size} END AS first
      FROM (
        SELECT n, c, k.kind, method, u_kind, CASE WHEN u_count > 0 THEN year * u_count + d5 % u_count END AS u, day, d4,
               CASE WHEN k.kind = 'home_visit' AND d6 % 100 = 0 THEN NULL ELSE low + d6 % steps * 5 END AS minutes,
               CASE WHEN k.kind = 'event' THEN 3 + d7 % 18 ELSE 1 END AS servers,
               CASE k.kind WHEN 'event' THEN 10 + d8 % 80 WHEN 'group_session' THEN 8 ELSE 1 END AS heads
          FROM (
            SELECT n, {d1} % {spots} AS c, {d2} % 100 AS roll, {start} + {d3} % {days} AS day,
                   {d3} % {days} * 3 / {days} AS year, {d4} AS d4, {d5} AS d5, {d6} AS d6, {d7} AS d7, {d8} AS d8
              FROM generate_series(0, {records} - 1) n
          ) rolled
          JOIN (VALUES
            (0, 44, 'home_visit', 'visit', NULL, 0, 15, 10), (45, 64, 'phone_visit', 'call', NULL, 0, 5, 4),
            (65, 72, 'case_session', 'case', 'case', 4, 45, 10), (73, 75, 'follow_up', 'case', 'case', 4, 20, 5),
            (76, 83, 'group_session', 'group', 'group', 2, 60, 13),
            (84, 93, 'event', 'community', 'community_project', 3, 60, 25), (94, 97, 'request', 'desk', NULL, 0, 10, 5),
            (98, 99, 'wish', 'desk', NULL, 0, 10, 5)
          ) AS k (least, most, kind, method, u_kind, u_count, low, steps) ON roll BETWEEN least AND most
      ) told
"""
RECORDS = """
    INSERT INTO records_servicerecord (id, key, {areas}, kind, method, title, happened_on, minutes, server_count,
        service_minutes, head_count, service_point_id, household_id, undertaking_id, channel, acted_by, acted_post_id,
        acted_name, provenance, protected, source, source_id, reason, withdrawn, recorded_at)
    SELECT a.id, md5({seed} || '|key|' || a.n)::uuid, s.county_id, s.town_id, s.community_id, a.kind, a.method, '',
           day, minutes, servers, coalesce(minutes, 0) * servers, heads, point,
           CASE WHEN method IN ('visit', 'call', 'desk', 'case')
                THEN md5({seed} || '|household|' || (a.c * {size} + first) / 3)::uuid END,
           CASE WHEN u IS NOT NULL THEN md5({seed} || '|' || u_kind || '|' || a.c || '|' || u)::uuid END,
           CASE method WHEN 'call' THEN 'phone' WHEN 'desk' THEN 'desk' WHEN 'visit' THEN 'door' ELSE 'web' END,
           w.user_id, w.id, x.name, 'on_the_spot', method = 'case', 'generate', {seed} || '-' || a.n, '', false,
           day + time '19:00' AT TIME ZONE 'Asia/Shanghai'
      FROM act a JOIN spot s USING (c)
      JOIN accounts_post w ON w.id = CASE WHEN method IN ('case', 'group') THEN s.social_post ELSE s.post END
      JOIN accounts_user x ON x.id = w.user_id
"""
WORKERS = """
    INSERT INTO records_recordworker (id, county_id, town_id, community_id, record_id, post_id, minutes)
    SELECT md5({seed} || '|worker|' || n)::uuid, county_id, town_id, community_id, a.id,
           CASE WHEN method IN ('case', 'group') THEN social_post ELSE post END, minutes
      FROM act a JOIN spot USING (c)
"""
BENEFICIARIES = """
    INSERT INTO records_beneficiary (id, county_id, town_id, community_id, record_id, person_id, age_band, sex,
        categories, home_town_id, home_community_id)
    SELECT md5({seed} || '|beneficiary|' || a.n || '-' || j)::uuid, county_id, town_id, community_id, a.id, p.id,
           CASE {bands} ELSE '' END, p.sex,
           CASE WHEN p.tag = '' THEN '{{}}'::text[] ELSE ARRAY[p.tag] END, town_id, community_id
      FROM act a JOIN spot s USING (c)
     CROSS JOIN LATERAL generate_series(0, CASE WHEN method = 'group' THEN 7 ELSE 0 END) j
      JOIN resident p ON p.n = a.c * {size}
           + CASE WHEN method = 'group' THEN (a.first + (a.n + j) % 12) % {size} ELSE a.first END
     CROSS JOIN LATERAL extract(year FROM age(a.day, p.born)) AS years
     WHERE method <> 'community'
"""
HOMES = (ESTATES, BUILDINGS, STAIRWELLS, DWELLINGS, HOUSEHOLDS)
PEOPLE = (PERSONS, DOCUMENTS, TELEPHONES, MEMBERS, TAGS)
DEEDS = (UNDERTAKINGS, ACTS, RECORDS, WORKERS, BENEFICIARIES)
TABLES = [
    "people_household", "people_person", "people_identitydocument", "people_telephone", "people_householdmember",
    "people_prioritytag", "records_undertaking", "records_servicerecord", "records_recordworker", "records_beneficiary",
]  # fmt: skip
