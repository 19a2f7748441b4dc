import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Command, CommandCall } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { macKeysOf, signerOf } from './evidence-keys.js';
import { registered } from './log-identity.js';
import { databaseOptions, streamOf, streamOption, withAuditDatabase } from './with-audit-database.js';

/** Makes the secrets of an audit trail, and shows the public half of those that there are. */
export const keysCommand: Command = {
  name: 'audit keys',
  summary: 'Prints new secrets for an application, or with --show the public key of those that it has.',
  options: {
    id: { value: '<name>', description: 'Name of the new MAC key; by default the day' },
    show: { description: 'Shows ids and the verifier key of the secrets in the environment' },
    origin: {
      value: '<origin>',
      description: 'With --show: name of the log; by default what the database says',
    },
    ...databaseOptions,
    ...streamOption,
  },
  notes: [
    'OBSERVABILITY_AUDIT_MAC_KEY authenticates each entry, OBSERVABILITY_AUDIT_SIGNING_KEY signs checkpoints. Keep both where ' +
      'the administrator of the database cannot read them.',
    'To change the MAC key, put the new one in front of the old ones, with a comma between: the first signs, all verify.',
    'Publish the verifier key: with it anybody can check checkpoints and proofs, and nobody can make them.',
  ],
  run: call => (call.flag('show') ? show(call) : make(call)),
};

function make({ text, output }: CommandCall): Promise<ExitCode> {
  const id = text('id') ?? `k${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`;
  if (!/^[\w.-]{1,32}$/.test(id)) {
    throw new UsageError(`audit keys: '${id}' is no name; 1 to 32 letters, digits, ".", "-" and "_" are.`);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const signing = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
  output.line(`OBSERVABILITY_AUDIT_MAC_KEY=${id}:${randomBytes(32).toString('base64')}`);
  output.line(`OBSERVABILITY_AUDIT_SIGNING_KEY=${signing}`);
  output.note(
    'Keep both secret and keep a copy: without them the audit trail can be neither written nor fully verified.',
  );
  return Promise.resolve(exitCode.fine);
}

async function show(call: CommandCall): Promise<ExitCode> {
  const mac = await macKeysOf(call);
  call.output.line(
    `MAC keys: ${mac ? `${mac.ids.join(', ')} (the first signs)` : 'none in OBSERVABILITY_AUDIT_MAC_KEY'}`,
  );
  const signer = await signerOf(call, call.text('origin') ?? (await originOf(call)));
  if (!signer) {
    throw new CommandError(
      'CLI_KEY',
      exitCode.configuration,
      'OBSERVABILITY_AUDIT_SIGNING_KEY is not set, so that there is no verifier key to show.',
    );
  }
  call.output.line(`Verifier key: ${signer.verifier.toString()}`);
  return exitCode.fine;
}

function originOf(call: CommandCall): Promise<string> {
  return withAuditDatabase(call, {}, async database => {
    const { origin } = await registered(database, streamOf(call));
    return origin;
  });
}
