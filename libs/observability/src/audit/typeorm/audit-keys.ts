import type { ConfigurationProblem } from '../../config/configuration-problem.js';
import type { ResolvedAuditKeys } from '../../config/resolved-audit.js';
import { MasterKeyRing, parseMasterKeys } from '../erasure/master-key-ring.js';
import { MacKeyRing, parseMacKeys } from '../evidence/mac-key-ring.js';
import { NoteSigner } from '../evidence/note-signer.js';
import { NoteVerifier } from '../evidence/note-verifier.js';
import { parseSigningKey } from '../evidence/signing-key.js';

/** The keys of an audit trail, ready for use. */
export interface AuditKeys {
  readonly mac: MacKeyRing;
  readonly signers: readonly NoteSigner[];
  /** Of former signing keys. */
  readonly verifiers: readonly NoteVerifier[];
  /** Absent where personal data cannot be encrypted. */
  readonly master: MasterKeyRing | undefined;
}

/** Reads the keys; what is wrong with them becomes problems, whose texts never show a secret. */
export function readAuditKeys(
  { mac, signing, verifiers, master }: ResolvedAuditKeys,
  origin: string,
  problems: ConfigurationProblem[],
): AuditKeys | undefined {
  const before = problems.length;
  const read = <T>(path: string, make: () => T): T | undefined => attempt(path, make, problems);
  const macKeys = read(
    'audit.keys.mac',
    () => new MacKeyRing(typeof mac === 'string' ? parseMacKeys(mac) : (mac ?? [])),
  );
  const signers = signing.map(text =>
    read('audit.keys.signing', () => new NoteSigner(origin, parseSigningKey(text))),
  );
  const known = verifiers.map(text => read('audit.keys.verifiers', () => NoteVerifier.parse(text)));
  const masterKeys =
    master === undefined
      ? undefined
      : read(
          'audit.keys.master',
          () => new MasterKeyRing(typeof master === 'string' ? parseMasterKeys(master) : master),
        );
  if (problems.length > before || macKeys === undefined) return undefined;
  return {
    mac: macKeys,
    signers: signers.filter(isThere),
    verifiers: known.filter(isThere),
    master: masterKeys,
  };
}

const fixes: Readonly<Record<string, string>> = {
  'audit.keys.mac':
    'give at least 32 random bytes as base64 or hexadecimal, with an id; npx nestjs-observability audit keys makes them',
  'audit.keys.signing':
    'give an unencrypted Ed25519 private key in PKCS#8 form, as PEM or base64; npx nestjs-observability audit keys makes one',
  'audit.keys.verifiers': 'give public keys as npx nestjs-observability audit keys --show prints them',
  'audit.keys.master': 'give at least 32 random bytes as base64 or hexadecimal, with an id',
};

function attempt<T>(path: string, make: () => T, problems: ConfigurationProblem[]): T | undefined {
  try {
    return make();
  } catch (failure) {
    const { problem, message } = failure as Error & { readonly problem?: string };
    problems.push({
      path,
      message: `cannot be used: ${(problem ?? message).replace(/\.$/, '')}`,
      fix: fixes[path] ?? 'correct it',
    });
    return undefined;
  }
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
