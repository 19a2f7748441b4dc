import { readFile } from 'node:fs/promises';
import type { ProvenEvent } from '../../audit/evidence/check-proof.js';
import type { Command, CommandCall } from '../command.js';
import { CommandError } from '../command.error.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { printable, textTable } from '../text-table.js';
import { UsageError } from '../usage.error.js';
import { macKeysOf, verifierOption, verifiersOf } from './evidence-keys.js';
import { reportEvidence } from './report-evidence.js';

/** Checks a proof without any database. */
export const checkProofCommand: Command = {
  name: 'audit check-proof',
  summary: 'Checks a proof offline: the entry is in the log, unchanged, and the log signed for it.',
  operands: ['<file>'],
  options: {
    ...verifierOption,
    json: { description: 'Prints the entry as JSON' },
  },
  notes: [
    'With OBSERVABILITY_AUDIT_MAC_KEY the MAC is checked, too: that the application itself wrote the entry.',
    'Exit codes: 0 the proof holds, 1 it does not.',
  ],
  run: check,
};

async function check(call: CommandCall): Promise<ExitCode> {
  const verifiers = await verifiersOf(call);
  if (verifiers.length === 0) {
    throw new UsageError(
      'audit check-proof: the public key of the log is missing. Pass --verifier-key <name+id+key>, as whoever runs the ' +
        'application published it; a key that came with the proof proves nothing.',
    );
  }
  const text = await read(call.operands[0] ?? '');
  const mac = await macKeysOf(call);
  const { checkProof } = await import('../../audit/evidence/check-proof.js');
  return reportEvidence(async () => {
    const proven = checkProof(text, { verifiers, ...(mac && { mac }) });
    call.output.line(call.flag('json') ? proven.body : described(proven));
    return exitCode.fine;
  });
}

function described({ entry, position, checkpoint, authenticated }: ProvenEvent): string {
  const { actor, targets, changes = [] } = entry;
  const rows: [string, string][] = [
    ['entry', entry.id],
    ['when', new Date(entry.occurredAt / 1000).toISOString()],
    [
      'who',
      [actor.type, actor.id, ...(actor.actingFor === undefined ? [] : ['for', actor.actingFor])].join(' '),
    ],
    ['what', `${entry.action}: ${entry.outcome}`],
    ['about', targets.map(({ type, id }) => `${type}/${id}`).join(', ')],
    ...(entry.tenant === undefined ? [] : [['tenant', entry.tenant] satisfies [string, string]]),
    ...changes.map(
      ({ path, before, after }) =>
        ['change', `${path}: ${JSON.stringify(before) ?? '-'} -> ${JSON.stringify(after) ?? '-'}`] satisfies [
          string,
          string,
        ],
    ),
  ];
  return [
    textTable(['Field', 'Value'], rows),
    '',
    `The proof holds: this is leaf ${position} of the ${checkpoint.size} that ${printable(checkpoint.origin)} signed for.`,
    authenticated
      ? 'Its MAC is right: the application wrote it.'
      : 'Its MAC was not checked: that needs the secret key of the application.',
  ].join('\n');
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (failure) {
    throw new CommandError('CLI_NO_FILE', exitCode.noInput, (failure as Error).message);
  }
}
