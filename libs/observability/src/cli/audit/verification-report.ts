import type { AuditFinding } from '../../audit/verify/audit-finding.js';
import type { AuditVerification } from '../../audit/verify/audit-verification.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { printable, textTable } from '../text-table.js';
import type { LogIdentity } from './log-identity.js';

/** What a verification comes to, in the words for people. */
export interface Judgement {
  readonly code: ExitCode;
  readonly sentences: readonly string[];
}

/** Judges a result by what it was checked with. */
export function judgement(result: AuditVerification, source: LogIdentity['source']): Judgement {
  const { verdict, first, kinds } = result;
  if (verdict === 'tampered') {
    return {
      code: exitCode.tampered,
      sentences: [
        'TAMPERED. The audit trail is not what was written.',
        ...described(first),
        ...doubts(result),
      ],
    };
  }
  const missing = [
    ...(source === 'database'
      ? ['Signatures were checked with the keys that the database itself names: pass --verifier-key.']
      : []),
    ...(kinds['unknown-key']
      ? ['Not every MAC could be checked: set OBSERVABILITY_AUDIT_MAC_KEY to all keys in use.']
      : []),
    ...(verdict === 'incomplete' && !kinds['unknown-key'] ? described(first) : []),
  ];
  return missing.length > 0
    ? {
        code: exitCode.incomplete,
        sentences: ['INCOMPLETE. Nothing wrong was found, but evidence is missing.', ...missing],
      }
    : { code: exitCode.fine, sentences: ['OK. Every record is what was written, in its place, and signed.'] };
}

/** A result as text. */
export function verificationReport(
  { stream, size, root, from, counts, kinds, breaks, duration }: AuditVerification,
  origin: string,
  sentences: readonly string[],
): string {
  const rows: [string, number][] = [
    ['sealed events', counts.sealed],
    ['events that wait to be sealed', counts.pending],
    ['checkpoints', counts.checkpoints],
    ['writing processes', counts.writers],
    ['numbers whose writer ended without telling', counts.open],
    ['checkpoints of witnesses', counts.anchors],
    ['receipts of witnesses', counts.receipts],
    ['witness lines about what is gone rightly', counts.outdated],
    ['witness lines of other logs', counts.foreign],
  ];
  const shown = rows.filter(([, count], index) => count > 0 || index < 3);
  const findings = Object.entries(kinds).map(([kind, count]) => [kind, String(count)]);
  return [
    `Audit log ${printable(origin)} (stream ${printable(stream)}): ${size} leaves, root ${root}`,
    ...(from > 0 ? [`Checked from position ${from} on.`] : []),
    '',
    textTable(
      ['Checked', 'Count'],
      shown.map(([what, count]) => [what, String(count)]),
    ),
    ...(findings.length > 0 ? ['', textTable(['Finding', 'Count'], findings)] : []),
    ...breaks.map(
      ({ kept, lost, reason }) =>
        `\nA restored backup was declared: events ${kept} to ${lost - 1} are lost. ${printable(reason ?? '')}`,
    ),
    '',
    ...sentences.map(printable),
    `(${Math.round(duration)} ms)`,
  ].join('\n');
}

function described(finding: AuditFinding | undefined): string[] {
  if (finding === undefined) return [];
  const { kind, position, last, eventId, message } = finding;
  const where = [
    ...(position === undefined
      ? []
      : [`position ${position}${last === undefined || last === position ? '' : ` to ${last}`}`]),
    ...(eventId === undefined ? [] : [`event ${eventId}`]),
  ].join(', ');
  return [`First bad record (${kind})${where === '' ? '' : `: ${where}`}. ${message}`];
}

/** What would explain that everything is wrong at once, besides an attack. */
function doubts({ kinds, counts }: AuditVerification): string[] {
  const { forged = 0, rewritten = 0 } = kinds;
  return [
    ...(forged > 0 && forged >= counts.sealed
      ? ['No MAC is right: is this the OBSERVABILITY_AUDIT_MAC_KEY of this application?']
      : []),
    ...(rewritten > 0 && rewritten >= counts.checkpoints
      ? ['No checkpoint is signed by it: is this the verifier key of this log?']
      : []),
  ];
}
