import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AuditService, type AuditEntry, type AuditReceipt, type AuditSink } from 'nestjs-observability/audit';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditRuntime } from '../../../libs/observability/dist/audit/audit-runtime.js';
import { FaultLog } from '../../../libs/observability/dist/core/fault-log.js';
import {
  activateRuntime,
  deactivateRuntime,
  Runtime,
} from '../../../libs/observability/dist/core/runtime.js';

/** Keeps entries in memory, and takes its time. */
class RememberingSink implements AuditSink {
  readonly description = 'memory';
  readonly entries: AuditEntry[] = [];

  async write(entries: readonly AuditEntry[]): Promise<readonly AuditReceipt[]> {
    await sleep(2);
    this.entries.push(...entries);
    return entries.map(({ id }) => ({ id, hash: '00'.repeat(32) }));
  }
}

/** An audit without a database, for suites that are about calls and not about transactions. */
export interface RememberedAudit {
  readonly audit: AuditRuntime;
  readonly service: AuditService;
  readonly faults: FaultLog;
  readonly entries: readonly AuditEntry[];
  /** `action outcome` of every entry, once nothing is under way. */
  told(): Promise<string[]>;
  clear(): void;
  end(): void;
}

/** Audits the decorated methods of the suite. */
export function rememberedAudit(): RememberedAudit {
  const sink = new RememberingSink();
  const faults = new FaultLog();
  const audit = new AuditRuntime({ sink, faults });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const runtime = new Runtime([], faults, undefined);
  audit.attachTo(runtime);
  activateRuntime(runtime);
  return {
    audit,
    service: new AuditService(audit),
    faults,
    entries: sink.entries,
    told: async () => {
      await audit.settled();
      return sink.entries.map(({ action, outcome }) => `${action} ${outcome}`);
    },
    clear: () => void (sink.entries.length = 0),
    end: () => deactivateRuntime(runtime),
  };
}
