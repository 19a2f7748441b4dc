import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { UsageError } from '../usage.error.js';
import { verifierOption } from './evidence-keys.js';
import { recordOptions, withUpkeep } from './upkeep-command.js';
import { databaseOptions, streamOption } from './with-audit-database.js';

/** Drops old events. */
export const pruneCommand: Command = {
  name: 'audit prune',
  summary: 'Drops events that were sealed before a day, up to a checkpoint; the rest verifies as before.',
  options: {
    ...databaseOptions,
    ...streamOption,
    ...verifierOption,
    before: { value: '<time>', description: 'Drops what was sealed before this moment, e.g. 2024-01-01' },
    'hold-tenant': {
      value: '<id>',
      description: 'Keeps the first entry of this tenant and everything after it',
    },
    ...recordOptions,
  },
  notes: [
    'Needs a role that may delete, which the application should not have, and both secrets of the application. What would be ' +
      'dropped is verified first.',
    'Exit codes: 0 done, 1 refused, because what would be dropped is evidence of a change.',
  ],
  run: prune,
};

async function prune(call: CommandCall): Promise<ExitCode> {
  const before = dayOf(call.text('before'));
  const tenant = call.text('hold-tenant');
  const { pruneLog } = await import('../../audit/typeorm/upkeep/prune-log.js');
  return withUpkeep(call, async (upkeep, caller) => {
    const { upto, dropped, heldAt } = await pruneLog(upkeep, {
      before,
      ...caller,
      ...(tenant !== undefined && { hold: entry => entry.tenant === tenant }),
    });
    call.output.line(`Dropped ${dropped} events; the log now begins at position ${upto}.`);
    if (heldAt !== undefined)
      call.output.line(`Position ${heldAt} is held, and with it everything after it.`);
    return exitCode.fine;
  });
}

function dayOf(text: string | undefined): Date {
  const time = new Date(text ?? '');
  if (
    text !== undefined &&
    /^\d{4}-\d\d-\d\d(T.*(Z|[+-]\d\d:?\d\d))?$/.test(text) &&
    !Number.isNaN(time.getTime())
  ) {
    return time;
  }
  throw new UsageError(
    'audit prune: --before is a day (2024-01-01, in UTC) or a time with its zone (2024-01-01T12:00:00Z).',
  );
}
