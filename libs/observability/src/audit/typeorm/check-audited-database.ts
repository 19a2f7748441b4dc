import type { ConfigurationProblem } from '../../config/configuration-problem.js';
import { isEventMac } from '../evidence/event-mac.js';
import type { MacKeyRing } from '../evidence/mac-key-ring.js';
import type { NoteVerifier } from '../evidence/note-verifier.js';
import { openCheckpoint } from '../evidence/checkpoint.js';
import type { AuditedDatabase } from './find-audited-database.js';
import { installTables, missingTables } from './install-tables.js';
import { verifiersOf, type StreamIdentity } from './sealer/stream-identity.js';
import type { Sql } from './sql.js';

/** What the database is held to. */
export interface DatabaseExpectations {
  readonly identity: StreamIdentity;
  readonly keys: MacKeyRing;
  /** Whether what is missing may be created. */
  readonly migrate: boolean;
}

/**
 * Finds out at start what would otherwise fail, or look like tampering, much later: missing tables and triggers, another
 * origin, a connection that mangles texts, keys that the stored events or checkpoints do not have.
 */
export async function checkAuditedDatabase(
  database: AuditedDatabase,
  sql: Sql,
  expected: DatabaseExpectations,
): Promise<readonly ConfigurationProblem[]> {
  const { dataSource, dialect } = database;
  if (expected.migrate && (await missingTables(dataSource, dialect)).length > 0) {
    await installTables(dataSource, dialect);
  }
  const missing = await missingTables(dataSource, dialect);
  if (missing.length > 0) return [tablesMissing(database, missing)];
  return [
    ...(dialect.name === 'mysql' ? await charsetProblems(sql) : []),
    ...(await logProblems(sql, expected.identity)),
    ...(await keyProblems(sql, expected.keys)),
  ];
}

function tablesMissing({ name }: AuditedDatabase, missing: readonly string[]): ConfigurationProblem {
  const shown =
    missing.length > 5 ? `${missing.slice(0, 5).join(', ')} and ${missing.length - 5} more` : missing;
  return {
    path: 'audit.dataSource',
    message: `lacks tables or triggers of the audit trail in data source '${name}': ${String(shown)}`,
    fix:
      'run npx nestjs-observability audit migrate, or add auditMigrations of nestjs-observability/audit/typeorm to the migrations of the data source, or set ' +
      'audit.migrate to true; if they were there before, find out who removed them',
  };
}

/** Another character set would store other texts than those that were authenticated. */
async function charsetProblems(sql: Sql): Promise<ConfigurationProblem[]> {
  const [row] = await sql.rows<{ client: string; results: string }>(
    'SELECT @@character_set_client AS client, @@character_set_results AS results',
  );
  if (row?.client === 'utf8mb4' && row.results === 'utf8mb4') return [];
  return [
    {
      path: 'audit.dataSource',
      message: 'connects with a character set that does not hold every text',
      given: `'${row?.client}'`,
      fix: `set charset: 'utf8mb4' in the options of the data source`,
    },
  ];
}

async function logProblems(sql: Sql, identity: StreamIdentity): Promise<ConfigurationProblem[]> {
  const { stream, origin } = identity;
  const [row] = await sql.rows<{ origin: string }>('SELECT origin FROM audit_log WHERE stream = ?', [stream]);
  if (!row || row.origin === origin) return signingProblems(sql, identity);
  return [
    {
      path: 'audit.origin',
      message: `is not that of the log '${stream}' in the database, which is '${row.origin}'`,
      given: `'${origin}'`,
      fix: `set audit.origin to '${row.origin}', or audit.stream to another log`,
    },
  ];
}

/** A sealer extends no checkpoint of an unknown key: nothing would be sealed, or stored where sealing is inline. */
async function signingProblems(sql: Sql, identity: StreamIdentity): Promise<ConfigurationProblem[]> {
  const rows = await sql.rows<{ note: string }>(
    `SELECT note FROM audit_checkpoint WHERE stream = ? ORDER BY size DESC LIMIT ${sample}`,
    [identity.stream],
  );
  const verifiers = verifiersOf(identity);
  if (rows.length === 0 || rows.some(({ note }) => isSignedBy(note, verifiers))) return [];
  return [
    {
      path: 'audit.keys.signing',
      message: `is another key than the one that signed the newest checkpoints of the log '${identity.stream}'`,
      fix:
        'give the key with which they were signed, or its public key in audit.keys.verifiers, as npx ' +
        'nestjs-observability audit keys --show prints it',
    },
  ];
}

function isSignedBy(note: string, verifiers: readonly NoteVerifier[]): boolean {
  try {
    openCheckpoint(note, verifiers);
    return true;
  } catch {
    return false;
  }
}

/** Events and checkpoints looked at: one alone may have been changed, which is for `verify` to tell and must stop nobody. */
const sample = 20;

async function keyProblems(sql: Sql, keys: MacKeyRing): Promise<ConfigurationProblem[]> {
  const rows = await sql.rows<{ body: string; mac: Uint8Array; key_id: string }>(
    `SELECT body, mac, key_id FROM audit_event ORDER BY id DESC LIMIT ${sample}`,
  );
  return keys.ids.flatMap(id => {
    const own = rows.filter(({ key_id: keyId }) => keyId === id);
    const { key } = keys.get(id);
    if (own.length === 0 || own.some(({ body, mac }) => isEventMac(body, mac, key))) return [];
    return [
      {
        path: 'audit.keys.mac',
        message: `has another secret for the key '${id}' than the newest events in the database`,
        fix: 'give the secret with which they were written, and a new key an id of its own',
      },
    ];
  });
}
