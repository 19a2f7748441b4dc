import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** Name of the file in the data directory; `node --env-file` and the command line of the library read it too. */
export const LOCAL_AUDIT_KEYS = 'local-audit-keys.env';

/**
 * Keys of the audit trail for development, made on first use and never leaving this machine. They lie beside the database,
 * which is the one place where real ones must not be.
 */
export function localAuditKeys(directory: string): NodeJS.Dict<string> {
  const file = join(directory, LOCAL_AUDIT_KEYS);
  return parseEnv(existing(file) ?? create(directory, file));
}

function existing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Two processes may start at once: whoever links its file first wins, and the other reads those keys. */
function create(directory: string, file: string): string {
  mkdirSync(directory, { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, freshKeys(), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}

function freshKeys(): string {
  const secret = (): string => randomBytes(32).toString('base64');
  const { privateKey } = generateKeyPairSync('ed25519');
  const signing = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  return [
    `OBSERVABILITY_AUDIT_MAC_KEY=local:${secret()}`,
    `OBSERVABILITY_AUDIT_SIGNING_KEY=${signing}`,
    `OBSERVABILITY_AUDIT_MASTER_KEY=local:${secret()}`,
    '',
  ].join('\n');
}
