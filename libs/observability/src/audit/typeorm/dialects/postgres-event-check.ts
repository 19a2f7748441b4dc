/** What the function takes. */
const types = 'bigint, varchar, char, varchar, varchar, varchar, bytea';

/** The function by its full name. */
export const eventCheckSignature = `audit_event_is_sound(${types})`;

/**
 * What the columns of an event may hold. A function, because PostgreSQL reads the text of a constraint anew for every insert and keeps
 * a function: as constraints, these lists took longer than storing the row (24 of 36 us, against 4).
 */
export const eventCheckFunction = `CREATE OR REPLACE FUNCTION audit_event_is_sound(
  seq bigint, phase varchar, crud char, outcome varchar, atomicity varchar, capture varchar, mac bytea
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $body$
BEGIN
  RETURN seq > 0
    AND phase IN ('attempt', 'result')
    AND (crud IS NULL OR crud IN ('c', 'r', 'u', 'd', 'x'))
    AND outcome IN ('success', 'failure', 'denied', 'rolled_back', 'unknown')
    AND atomicity IN ('tx', 'after_rollback', 'independent', 'attempt')
    AND capture IN ('locked', 'loader', 'orm-unlocked', 'manual', 'none')
    AND octet_length(mac) = 32;
END
$body$`;

/** The constraint on `audit_event` that asks it. */
export const eventCheck =
  'CONSTRAINT audit_event_sound CHECK (audit_event_is_sound(writer_seq, phase, crud, outcome, atomicity, capture, mac))';
