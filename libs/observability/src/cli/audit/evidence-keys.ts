import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { MacKeyRing } from '../../audit/evidence/mac-key-ring.js';
import type { NoteSigner } from '../../audit/evidence/note-signer.js';
import type { NoteVerifier } from '../../audit/evidence/note-verifier.js';
import type { CommandCall, CommandOption } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode } from '../exit-code.js';

/** The option that names the public key of a log. */
export const verifierOption = {
  'verifier-key': {
    value: '<name+id+key>',
    description:
      'Public key of the log, as `audit keys --show` prints it; several with commas between; by default ' +
      'OBSERVABILITY_AUDIT_VERIFIER_KEY, or the public half of OBSERVABILITY_AUDIT_SIGNING_KEY',
  },
} as const satisfies Record<string, CommandOption>;

/**
 * The secrets that authenticate events: `OBSERVABILITY_AUDIT_MAC_KEY`, or the file that `OBSERVABILITY_AUDIT_MAC_KEY_FILE` names, in the
 * form that the application reads. `undefined` when neither is set.
 *
 * @throws CommandError when they cannot be read
 */
export async function macKeysOf(call: CommandCall): Promise<MacKeyRing | undefined> {
  const text = secret(call, 'OBSERVABILITY_AUDIT_MAC_KEY');
  if (text === undefined) return undefined;
  const { MacKeyRing: Ring, parseMacKeys } = await import('../../audit/evidence/mac-key-ring.js');
  return configured(() => new Ring(parseMacKeys(text)));
}

/** Stands for the keys of somebody who has none: it knows no key of any log. */
export async function noMacKeys(): Promise<MacKeyRing> {
  const { MacKeyRing: Ring } = await import('../../audit/evidence/mac-key-ring.js');
  return new Ring({ id: `none-${randomBytes(8).toString('hex')}`, secret: randomBytes(32).toString('hex') });
}

/**
 * The key that signs checkpoints, under the origin as its name: `OBSERVABILITY_AUDIT_SIGNING_KEY` or its `_FILE`.
 *
 * @throws CommandError when it cannot be read
 */
export async function signerOf(call: CommandCall, origin: string): Promise<NoteSigner | undefined> {
  const text = secret(call, 'OBSERVABILITY_AUDIT_SIGNING_KEY');
  if (text === undefined) return undefined;
  const [{ parseSigningKey }, { NoteSigner: Signer }] = await Promise.all([
    import('../../audit/evidence/signing-key.js'),
    import('../../audit/evidence/note-signer.js'),
  ]);
  return configured(() => new Signer(origin, parseSigningKey(text)));
}

/**
 * The public keys that were given by option or by `OBSERVABILITY_AUDIT_VERIFIER_KEY`.
 *
 * @throws CommandError when one of them is malformed
 */
export async function verifiersOf(call: CommandCall): Promise<readonly NoteVerifier[]> {
  const text = call.text('verifier-key') ?? call.environment['OBSERVABILITY_AUDIT_VERIFIER_KEY'] ?? '';
  const { NoteVerifier: Verifier } = await import('../../audit/evidence/note-verifier.js');
  const keys = text.split(/[\s,]+/).filter(key => key !== '');
  return configured(() => keys.map(key => Verifier.parse(key)));
}

function secret({ environment }: CommandCall, name: string): string | undefined {
  const value = environment[name]?.trim();
  if (value) return value;
  const file = environment[`${name}_FILE`]?.trim();
  if (!file) return undefined;
  return configured(() => readFileSync(file, 'utf8').trim(), `${name}_FILE: `);
}

/** Keys are configuration: what is wrong with them has a code of its own. */
function configured<T>(read: () => T, prefix = ''): T {
  try {
    return read();
  } catch (failure) {
    const { code, message } = failure as { code?: string; message: string };
    throw new CommandError(code ?? 'CLI_KEY', exitCode.configuration, `${prefix}${message}`);
  }
}
