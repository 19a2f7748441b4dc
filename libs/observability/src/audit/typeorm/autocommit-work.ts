import type { DataSource, QueryRunner } from 'typeorm';
import type { AuditOperation } from '../audit-operation.js';
import type { AuditWork } from '../audit-transaction.js';
import type { Evidence } from '../evidence-of-work.js';
import { CapturedWork } from './captured-work.js';
import { evidenceFrom } from './evidence-from.js';
import { LoadedState } from './loaded-state.js';

/** What an operation writes outside of transactions, where each statement stands for itself. */
export class AutocommitWork implements AuditWork {
  readonly captured = new CapturedWork();
  private readonly state: LoadedState;

  constructor(
    private readonly operation: AuditOperation,
    private readonly dataSource: DataSource,
  ) {
    this.state = new LoadedState(operation);
  }

  /** Loads the state before the first write, on the connection that is about to write. */
  beforeWrite(runner: QueryRunner): Promise<void> | undefined {
    return this.state.loadBefore(runner.manager);
  }

  loadAfter(): Promise<void> | undefined {
    const { before, after } = this.operation.definition.options;
    if (!before && !after) return undefined;
    const [found] = this.captured.evidence(undefined, () => false).targets;
    return this.state.loadAfter(this.dataSource.manager, found);
  }

  evidenceOf(): Evidence {
    return evidenceFrom(this.operation, this.state, this.captured);
  }
}
