from django.db import migrations

from linli.kernel.scope import append_only, own_rows

PLACED = ("ledger_account", "ledger_transfer", "ledger_posting", "ledger_lot", "ledger_hold")
HELD = ("ledger_account", "ledger_posting", "ledger_lot", "ledger_hold")
INNER = ("ledger_slot", "ledger_lotpart")

# The web role and the jobs role read; only the functions below write, as the owner of the tables.
RIGHTS = (
    "".join(
        f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY {table}_in_scope ON {table} FOR SELECT TO PUBLIC USING (
        county_id = ANY ((SELECT current_setting('linli.areas'))::int[])
        OR town_id = ANY ((SELECT current_setting('linli.areas'))::int[])
        OR community_id = ANY ((SELECT current_setting('linli.areas'))::int[])
        OR grid_id = ANY ((SELECT current_setting('linli.areas'))::int[]));
    CREATE POLICY {table}_jobs ON {table} FOR SELECT TO linli_jobs USING (true);
    CREATE POLICY {table}_functions ON {table} TO linli_owner USING (true) WITH CHECK (true);
    """
        for table in PLACED
    )
    + "".join(
        f"""
    CREATE POLICY {table}_organisation ON {table} FOR SELECT TO PUBLIC USING (
        holder = (SELECT nullif(current_setting('linli.organisation', true), ''))::uuid);
    """
        for table in HELD
    )
    + "".join(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM linli_app, linli_jobs;" for table in (*PLACED, *INNER))
)

# Each function reads by its indexes alone (enable_seqscan): a plan made while the tables are small is kept for a whole
# connection, and must not read them from end to end when they have grown.
# An entry balances in each unit and has as many legs as it says: told after each statement, and again when it commits.
BALANCED = """
CREATE FUNCTION ledger_legs_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT n.transfer_id FROM put n) t
          JOIN public.ledger_transfer e ON e.id = t.transfer_id
         WHERE e.legs <> (SELECT count(*) FROM public.ledger_posting p WHERE p.transfer_id = e.id)
            OR EXISTS (SELECT FROM public.ledger_posting p WHERE p.transfer_id = e.id
                        GROUP BY p.unit HAVING sum(p.amount) <> 0)
    ) THEN RAISE EXCEPTION 'the legs of a transfer do not sum to nothing' USING ERRCODE = 'LD007'; END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_posting_balances AFTER INSERT ON ledger_posting REFERENCING NEW TABLE AS put
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_legs_balance();

CREATE FUNCTION ledger_transfer_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    counted bigint; even boolean;
BEGIN
    SELECT coalesce(sum(u.legs), 0), bool_and(u.total = 0) INTO counted, even
      FROM (SELECT count(*) AS legs, sum(p.amount) AS total FROM public.ledger_posting p
             WHERE p.transfer_id = NEW.id GROUP BY p.unit) u;
    IF counted <> NEW.legs OR NOT even THEN
        RAISE EXCEPTION 'the legs of a transfer do not sum to nothing' USING ERRCODE = 'LD007';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transfer_sums_to_zero AFTER INSERT ON ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances();
"""

ACCOUNTS = """
-- Whether what leaves an account may leave it: within the transaction's own reach (areas, organisation, persons), or
-- an account without a floor of the county in which the act is done. The jobs role reaches everything.
CREATE FUNCTION ledger_reached(a ledger_account, county integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((a.floor IS NULL AND a.county_id = county)
        OR ARRAY[a.county_id, a.town_id, a.community_id, a.grid_id]
           && nullif(current_setting('linli.areas', true), '')::integer[]
        OR a.holder = nullif(current_setting('linli.organisation', true), '')::uuid
        OR a.holder = ANY (nullif(current_setting('linli.persons', true), '')::uuid[])
        OR session_user = 'linli_jobs' OR current_setting('role') = 'linli_jobs', false)
$$;

CREATE FUNCTION ledger_open(
    _id uuid, _unit text, _kind text, _holder uuid, _purpose text, _floor bigint, _by_lots boolean, _at timestamptz,
    _areas integer[]
) RETURNS TABLE (account uuid, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    known public.ledger_account;
BEGIN
    INSERT INTO public.ledger_account (id, unit, holder_kind, holder, purpose, floor, by_lots, balance, held, opened_at,
                                       county_id, town_id, community_id, grid_id)
    VALUES (_id, _unit, _kind, _holder, _purpose, _floor, _by_lots, 0, 0, _at, _areas[1], _areas[2], _areas[3], _areas[4])
    ON CONFLICT (holder_kind, holder, unit, purpose) WHERE closed_at IS NULL DO NOTHING;
    IF FOUND THEN
        RETURN QUERY SELECT _id, true;
        RETURN;
    END IF;
    SELECT a.* INTO known FROM public.ledger_account a
     WHERE a.holder_kind = _kind AND a.holder = _holder AND a.unit = _unit AND a.purpose = _purpose AND a.closed_at IS NULL;
    IF known.floor IS DISTINCT FROM _floor OR known.by_lots <> _by_lots THEN
        RAISE EXCEPTION 'the account is open on other terms' USING ERRCODE = 'LD002';
    END IF;
    RETURN QUERY SELECT known.id, false;
END $$;

CREATE FUNCTION ledger_close(_account uuid, _at timestamptz, _county integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    known public.ledger_account;
BEGIN
    SELECT a.* INTO known FROM public.ledger_account a WHERE a.id = _account FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'no such account' USING ERRCODE = 'LD003'; END IF;
    IF NOT public.ledger_reached(known, _county) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'LD011'; END IF;
    IF known.closed_at IS NOT NULL THEN RETURN false; END IF;
    IF known.balance <> 0 OR known.held <> 0
       OR (SELECT coalesce(sum(s.amount), 0) FROM public.ledger_slot s WHERE s.account_id = _account) <> 0 THEN
        RAISE EXCEPTION 'the account is not empty' USING ERRCODE = 'LD010';
    END IF;
    UPDATE public.ledger_account SET closed_at = _at WHERE id = _account;
    RETURN true;
END $$;
"""

# One entry. Accounts are locked in the order of their ids, so that no two entries wait for each other.
POST = """
CREATE FUNCTION ledger_post(
    _id uuid, _kind text, _key text, _digest text, _at timestamptz, _today date, _by uuid[], _areas integer[],
    _accounts uuid[], _amounts bigint[], _days date[], _late boolean DEFAULT false, _hold uuid DEFAULT NULL,
    _undoes uuid DEFAULT NULL, _undone bigint[] DEFAULT NULL
) RETURNS TABLE (transfer uuid, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    told integer := cardinality(_accounts); bound integer; loose integer; lots boolean; reach boolean; done integer;
    known record; reserved_in uuid; reserved bigint := 0;
BEGIN
    INSERT INTO public.ledger_transfer (id, kind, key, digest, legs, reverses_id, at, by_user, by_post,
                                        county_id, town_id, community_id, grid_id)
    VALUES (_id, _kind, _key, _digest, told, _undoes, _at, _by[1], _by[2], _areas[1], _areas[2], _areas[3], _areas[4])
    ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN
        SELECT t.id, t.digest INTO known FROM public.ledger_transfer t WHERE t.key = _key;
        IF known.digest <> _digest THEN RAISE EXCEPTION 'the key is another request''s' USING ERRCODE = 'LD001'; END IF;
        RETURN QUERY SELECT known.id, false;
        RETURN;
    END IF;

    SELECT count(*) INTO loose FROM (
        SELECT a.id FROM public.ledger_account a
         WHERE a.id = ANY (_accounts) AND a.floor IS NULL AND a.closed_at IS NULL ORDER BY a.id FOR KEY SHARE) l;
    SELECT count(*), coalesce(bool_or(l.by_lots), false) INTO bound, lots FROM (
        SELECT a.id, a.by_lots FROM public.ledger_account a
         WHERE a.id = ANY (_accounts) AND a.floor IS NOT NULL AND a.closed_at IS NULL ORDER BY a.id FOR NO KEY UPDATE) l;
    IF bound + loose <> told THEN RAISE EXCEPTION 'an account is closed or unknown' USING ERRCODE = 'LD003'; END IF;
    SELECT bool_and(public.ledger_reached(a, _areas[1])) INTO reach
      FROM unnest(_accounts, _amounts) AS m (account, delta) JOIN public.ledger_account a ON a.id = m.account
     WHERE m.delta < 0;
    IF NOT reach THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'LD011'; END IF;

    IF _hold IS NOT NULL THEN
        UPDATE public.ledger_hold h SET closed_at = _at, transfer_id = _id, taken = -m.delta
          FROM unnest(_accounts, _amounts) AS m (account, delta)
         WHERE h.id = _hold AND h.closed_at IS NULL AND m.account = h.account_id AND m.delta < 0 AND -m.delta <= h.amount
        RETURNING h.account_id, h.amount INTO reserved_in, reserved;
        IF NOT FOUND THEN RAISE EXCEPTION 'the hold is closed or smaller' USING ERRCODE = 'LD005'; END IF;
    END IF;
    UPDATE public.ledger_account a
       SET balance = a.balance + m.delta, held = a.held - CASE WHEN a.id = reserved_in THEN reserved ELSE 0 END
      FROM unnest(_accounts, _amounts) AS m (account, delta)
     WHERE a.id = m.account AND a.floor IS NOT NULL
       AND (m.delta > 0
            OR a.balance - a.held + CASE WHEN a.id = reserved_in THEN reserved ELSE 0 END + m.delta >= a.floor);
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done <> bound THEN RAISE EXCEPTION 'an account would fall below its floor' USING ERRCODE = 'LD004'; END IF;
    IF loose > 0 THEN
        INSERT INTO public.ledger_slot (account_id, number, amount)
        SELECT a.id, pg_backend_pid() % 16, m.delta
          FROM unnest(_accounts, _amounts) AS m (account, delta) JOIN public.ledger_account a ON a.id = m.account
         WHERE a.floor IS NULL ORDER BY a.id
        ON CONFLICT (account_id, number) DO UPDATE SET amount = ledger_slot.amount + EXCLUDED.amount;
    END IF;
    INSERT INTO public.ledger_posting (transfer_id, account_id, amount, unit, kind, at, holder, reverses_id,
                                       county_id, town_id, community_id, grid_id)
    SELECT _id, a.id, m.delta, a.unit, _kind, _at, a.holder, m.undone, a.county_id, a.town_id, a.community_id, a.grid_id
      FROM unnest(_accounts, _amounts, _undone) WITH ORDINALITY AS m (account, delta, undone, place)
      JOIN public.ledger_account a ON a.id = m.account ORDER BY m.place;
    IF lots THEN
        PERFORM public.ledger_lots(_id, _today, _accounts, _amounts, _days, _late OR _hold IS NOT NULL, _undone);
    END IF;
    RETURN QUERY SELECT _id, true;
END $$;
"""

# What leaves is taken from the oldest lots; what moves between accounts by lots keeps its day; a reversal gives back
# the days that were taken, and takes first what the reversed leg had brought.
LOTS = """
CREATE FUNCTION ledger_lots(
    _transfer uuid, _today date, _accounts uuid[], _amounts bigint[], _days date[], _late boolean, _undone bigint[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    leg record; lot record; wanted bigint; part bigint;
    days date[] := '{}'; parts bigint[] := '{}'; next integer := 1;
BEGIN
    FOR leg IN
        SELECT p.id, p.account_id, -p.amount AS amount, p.reverses_id FROM public.ledger_posting p
          JOIN public.ledger_account a ON a.id = p.account_id
         WHERE p.transfer_id = _transfer AND p.amount < 0 AND a.by_lots ORDER BY p.id
    LOOP
        wanted := leg.amount;
        FOR lot IN
            SELECT l.id, l.remaining, l.expires_on FROM public.ledger_lot l
             WHERE l.account_id = leg.account_id AND l.remaining > 0
               AND (_late OR l.expires_on IS NULL OR l.expires_on >= _today)
             ORDER BY (l.posting_id = leg.reverses_id) IS TRUE DESC, l.expires_on NULLS LAST, l.id
        LOOP
            part := least(lot.remaining, wanted);
            UPDATE public.ledger_lot SET remaining = remaining - part WHERE id = lot.id;
            INSERT INTO public.ledger_lotpart (posting_id, lot_id, amount) VALUES (leg.id, lot.id, part);
            days := days || lot.expires_on;
            parts := parts || part;
            wanted := wanted - part;
            EXIT WHEN wanted = 0;
        END LOOP;
        IF wanted > 0 THEN RAISE EXCEPTION 'what is left has run out' USING ERRCODE = 'LD004'; END IF;
    END LOOP;

    FOR leg IN
        SELECT p.id, p.account_id, p.amount, p.reverses_id, m.day FROM public.ledger_posting p
          JOIN public.ledger_account a ON a.id = p.account_id
          JOIN unnest(_accounts, _days) AS m (account, day) ON m.account = p.account_id
         WHERE p.transfer_id = _transfer AND p.amount > 0 AND a.by_lots
           AND (m.day IS NULL AND (cardinality(parts) > 0 OR p.reverses_id IS NOT NULL)) ORDER BY p.id
    LOOP
        wanted := leg.amount;
        IF leg.reverses_id IS NOT NULL THEN
            INSERT INTO public.ledger_lot (account_id, posting_id, expires_on, amount, remaining, holder,
                                           county_id, town_id, community_id, grid_id)
            SELECT leg.account_id, leg.id, l.expires_on, t.amount, t.amount, l.holder,
                   l.county_id, l.town_id, l.community_id, l.grid_id
              FROM public.ledger_lotpart t JOIN public.ledger_lot l ON l.id = t.lot_id
             WHERE t.posting_id = leg.reverses_id ORDER BY t.id;
            wanted := 0;
        END IF;
        WHILE wanted > 0 LOOP
            part := CASE WHEN next > cardinality(parts) THEN wanted ELSE least(parts[next], wanted) END;
            INSERT INTO public.ledger_lot (account_id, posting_id, expires_on, amount, remaining, holder,
                                           county_id, town_id, community_id, grid_id)
            SELECT a.id, leg.id, days[next], part, part, a.holder, a.county_id, a.town_id, a.community_id, a.grid_id
              FROM public.ledger_account a WHERE a.id = leg.account_id;
            wanted := wanted - part;
            IF next <= cardinality(parts) THEN
                parts[next] := parts[next] - part;
                IF parts[next] = 0 THEN next := next + 1; END IF;
            END IF;
        END LOOP;
    END LOOP;

    INSERT INTO public.ledger_lot (account_id, posting_id, expires_on, amount, remaining, holder,
                                   county_id, town_id, community_id, grid_id)
    SELECT p.account_id, p.id, m.day, p.amount, p.amount, p.holder, p.county_id, p.town_id, p.community_id, p.grid_id
      FROM unnest(_accounts, _days) AS m (account, day)
      JOIN public.ledger_posting p ON p.transfer_id = _transfer AND p.account_id = m.account AND p.amount > 0
      JOIN public.ledger_account a ON a.id = p.account_id AND a.by_lots
     WHERE m.day IS NOT NULL OR (cardinality(parts) = 0 AND p.reverses_id IS NULL) ORDER BY p.id;
    IF EXISTS (SELECT FROM unnest(_days) AS d (day) WHERE d.day < _today) THEN
        RAISE EXCEPTION 'the day is over' USING ERRCODE = 'LD008';
    END IF;
END $$;
"""

HOLDS = """
CREATE FUNCTION ledger_reserve(
    _id uuid, _account uuid, _amount bigint, _key text, _digest text, _at timestamptz, _today date, _until date,
    _county integer
) RETURNS TABLE (hold uuid, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    known record; a public.ledger_account;
BEGIN
    INSERT INTO public.ledger_hold (id, account_id, amount, key, digest, at, until, taken, holder,
                                    county_id, town_id, community_id, grid_id)
    SELECT _id, o.id, _amount, _key, _digest, _at, _until, 0, o.holder, o.county_id, o.town_id, o.community_id, o.grid_id
      FROM public.ledger_account o WHERE o.id = _account
    ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN
        SELECT h.id, h.digest INTO known FROM public.ledger_hold h WHERE h.key = _key;
        IF NOT FOUND THEN RAISE EXCEPTION 'no such account' USING ERRCODE = 'LD003'; END IF;
        IF known.digest <> _digest THEN RAISE EXCEPTION 'the key is another request''s' USING ERRCODE = 'LD001'; END IF;
        RETURN QUERY SELECT known.id, false;
        RETURN;
    END IF;
    SELECT o.* INTO a FROM public.ledger_account o WHERE o.id = _account FOR NO KEY UPDATE;
    IF a.closed_at IS NOT NULL OR a.floor IS NULL THEN RAISE EXCEPTION 'closed' USING ERRCODE = 'LD003'; END IF;
    IF NOT public.ledger_reached(a, _county) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'LD011'; END IF;
    IF a.balance - a.held - _amount < a.floor
       OR (a.by_lots AND _amount > (SELECT coalesce(sum(l.remaining), 0) FROM public.ledger_lot l
            WHERE l.account_id = _account AND l.remaining > 0 AND (l.expires_on IS NULL OR l.expires_on >= _today))) THEN
        RAISE EXCEPTION 'not enough to keep back' USING ERRCODE = 'LD004';
    END IF;
    UPDATE public.ledger_account SET held = held + _amount WHERE id = _account;
    RETURN QUERY SELECT _id, true;
END $$;

CREATE FUNCTION ledger_release(_hold uuid, _at timestamptz, _county integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    h public.ledger_hold; a public.ledger_account;
BEGIN
    SELECT o.* INTO a FROM public.ledger_account o JOIN public.ledger_hold k ON k.account_id = o.id WHERE k.id = _hold
       FOR NO KEY UPDATE OF o;
    IF NOT FOUND THEN RAISE EXCEPTION 'no such hold' USING ERRCODE = 'LD005'; END IF;
    IF NOT public.ledger_reached(a, _county) THEN RAISE EXCEPTION 'out of reach' USING ERRCODE = 'LD011'; END IF;
    SELECT k.* INTO h FROM public.ledger_hold k WHERE k.id = _hold FOR UPDATE;
    IF h.closed_at IS NOT NULL AND h.transfer_id IS NULL THEN RETURN false; END IF;
    IF h.closed_at IS NOT NULL THEN RAISE EXCEPTION 'the hold was captured' USING ERRCODE = 'LD005'; END IF;
    UPDATE public.ledger_hold SET closed_at = _at WHERE id = _hold;
    UPDATE public.ledger_account SET held = held - h.amount WHERE id = h.account_id;
    RETURN true;
END $$;
"""

REVERSE = """
CREATE FUNCTION ledger_reverse(
    _id uuid, _key text, _digest text, _at timestamptz, _today date, _by uuid[], _areas integer[], _transfer uuid,
    _chosen uuid[]
) RETURNS TABLE (transfer uuid, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    known record; was public.ledger_transfer; accounts uuid[]; amounts bigint[]; undone bigint[];
    other record; chosen bigint; others integer;
BEGIN
    SELECT t.* INTO was FROM public.ledger_transfer t WHERE t.id = _transfer FOR UPDATE;
    SELECT t.id, t.digest INTO known FROM public.ledger_transfer t WHERE t.key = _key;
    IF FOUND THEN
        IF known.digest <> _digest THEN RAISE EXCEPTION 'the key is another request''s' USING ERRCODE = 'LD001'; END IF;
        RETURN QUERY SELECT known.id, false;
        RETURN;
    END IF;
    IF was.id IS NULL OR was.reverses_id IS NOT NULL THEN
        RAISE EXCEPTION 'not to be reversed' USING ERRCODE = 'LD009';
    END IF;
    IF EXISTS (SELECT FROM public.ledger_posting p JOIN public.ledger_posting r ON r.reverses_id = p.id
                WHERE p.transfer_id = _transfer AND (_chosen IS NULL OR p.account_id = ANY (_chosen)
                   OR (SELECT count(*) FROM public.ledger_posting q WHERE q.transfer_id = r.transfer_id) = was.legs)) THEN
        RAISE EXCEPTION 'reversed before' USING ERRCODE = 'LD009';
    END IF;
    SELECT array_agg(p.account_id ORDER BY p.id), array_agg(-p.amount ORDER BY p.id), array_agg(p.id ORDER BY p.id)
      INTO accounts, amounts, undone FROM public.ledger_posting p
     WHERE p.transfer_id = _transfer AND (_chosen IS NULL OR p.account_id = ANY (_chosen));
    IF _chosen IS NOT NULL THEN
        SELECT count(*), min(p.account_id::text)::uuid AS account INTO other FROM public.ledger_posting p
         WHERE p.transfer_id = _transfer AND sign(p.amount) = sign(amounts[1]);
        SELECT sum(-a.n), count(*) FILTER (WHERE sign(a.n) <> sign(amounts[1])) INTO chosen, others
          FROM unnest(amounts) AS a (n);
        IF cardinality(accounts) IS DISTINCT FROM cardinality(_chosen) OR others > 0 OR other.count <> 1
           OR (SELECT count(DISTINCT p.unit) FROM public.ledger_posting p WHERE p.transfer_id = _transfer) > 1 THEN
            RAISE EXCEPTION 'not a part that can be reversed' USING ERRCODE = 'LD009';
        END IF;
        accounts := accounts || other.account;
        amounts := amounts || chosen;
        undone := undone || NULL::bigint;
    END IF;
    RETURN QUERY SELECT d.transfer, d.fresh FROM public.ledger_post(
        _id, was.kind, _key, _digest, _at, _today, _by, _areas, accounts, amounts,
        array_fill(NULL::date, ARRAY[cardinality(accounts)]), false, NULL, _transfer, undone) d;
END $$;
"""

EXPIRE = """
-- What ran out before a day goes back to an account without a floor, some accounts of its county and unit at a time.
CREATE FUNCTION ledger_expire(
    _id uuid, _kind text, _at timestamptz, _today date, _by uuid[], _areas integer[], _target uuid, _most integer
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
DECLARE
    over uuid[]; accounts uuid[]; amounts bigint[];
BEGIN
    SELECT array_agg(x.account_id) INTO over FROM (
        SELECT l.account_id FROM public.ledger_lot l JOIN public.ledger_account a ON a.id = l.account_id
          JOIN public.ledger_account t ON t.id = _target AND t.unit = a.unit AND t.county_id = a.county_id
         WHERE l.remaining > 0 AND l.expires_on < _today
         GROUP BY l.account_id HAVING min(a.balance - a.held) > 0 ORDER BY l.account_id LIMIT _most) x;
    PERFORM 1 FROM public.ledger_account a WHERE a.id = ANY (over) ORDER BY a.id FOR NO KEY UPDATE;
    SELECT array_agg(x.id ORDER BY x.id), array_agg(-x.amount ORDER BY x.id) INTO accounts, amounts FROM (
        SELECT a.id, least(sum(l.remaining), min(a.balance - a.held))::bigint AS amount
          FROM public.ledger_lot l JOIN public.ledger_account a ON a.id = l.account_id
         WHERE a.id = ANY (over) AND l.remaining > 0 AND l.expires_on < _today GROUP BY a.id) x
     WHERE x.amount > 0;
    IF accounts IS NULL THEN RETURN 0; END IF;
    PERFORM public.ledger_post(
        _id, _kind, _id::text, '', _at, _today, _by, _areas, accounts || _target,
        amounts || (SELECT -sum(n) FROM unnest(amounts) AS a (n))::bigint,
        array_fill(NULL::date, ARRAY[cardinality(accounts) + 1]), true);
    RETURN cardinality(accounts);
END $$;
"""

CALLABLE = (
    "ledger_open", "ledger_close", "ledger_post", "ledger_reserve", "ledger_release", "ledger_reverse", "ledger_expire"
)  # fmt: skip
SHUT = (*CALLABLE, "ledger_reached", "ledger_lots", "ledger_legs_balance", "ledger_transfer_balances")
GRANTS = "".join(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC;" for name in SHUT) + "".join(
    f"GRANT EXECUTE ON FUNCTION {name} TO linli_app, linli_jobs;" for name in CALLABLE
)
UNDO = """
DROP TRIGGER ledger_posting_balances ON ledger_posting;
DROP TRIGGER ledger_transfer_sums_to_zero ON ledger_transfer;
""" + "".join(f"DROP FUNCTION {name};" for name in SHUT)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_accounts_and_what_moves_between_them")]

    operations = [
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        *(own_rows(table, person="holder") for table in HELD),
        *(append_only(table) for table in ("ledger_transfer", "ledger_posting", "ledger_lotpart")),
        migrations.RunSQL(BALANCED + ACCOUNTS + POST + LOTS + HOLDS + REVERSE + EXPIRE + GRANTS, UNDO),
    ]
