import type { AuditTarget, AuditValue } from '../audit-entry.js';
import { silently } from '../audit-context.js';
import type { AuditOperation } from '../audit-operation.js';
import type { AuditLoader } from '../audited-options.js';
import { changesBetween } from '../changes-between.js';
import type { Evidence } from '../evidence-of-work.js';
import { onlyFields } from '../only-fields.js';
import { plainValue } from '../plain-value.js';
import type { TypeOrmManager } from './typeorm-types.js';

/** What the loaders of an operation found, in one transaction or outside of any. */
export class LoadedState {
  private loading: Promise<void> | undefined;
  private isLoaded = false;
  private before: AuditValue | undefined;
  private after: AuditValue | undefined;
  private isLocked = false;
  /** Whether both sides are known. */
  private complete = false;

  constructor(private readonly operation: AuditOperation) {}

  /** Runs `before`, once; `undefined` when there is nothing to wait for. */
  loadBefore(manager: TypeOrmManager): Promise<void> | undefined {
    const { before } = this.operation.definition.options;
    if (!before || this.isLoaded) return undefined;
    this.loading ??= this.keepBefore(before, manager);
    return this.loading;
  }

  /** Runs `after`, or `before` once more. */
  async loadAfter(manager: TypeOrmManager, found: AuditTarget | undefined): Promise<void> {
    const { before, after = before } = this.operation.definition.options;
    if (!after || (before && !this.loading)) return;
    await this.loading;
    this.complete = true;
    this.after = await this.load(after, manager, found);
  }

  /** The changes, when both sides were loaded. */
  evidence(): Evidence | undefined {
    if (!this.complete) return undefined;
    const { only } = this.operation.definition.options;
    const changes = changesBetween(onlyFields(this.before, only), onlyFields(this.after, only));
    return { capture: this.isLocked ? 'locked' : 'loader', changes, targets: [] };
  }

  private async keepBefore(loader: AuditLoader, manager: TypeOrmManager): Promise<void> {
    this.before = await this.load(loader, manager, undefined);
    this.isLoaded = true;
  }

  private async load(
    loader: AuditLoader,
    manager: TypeOrmManager,
    found: AuditTarget | undefined,
  ): Promise<AuditValue | undefined> {
    const { operation } = this;
    const target = operation.targets?.[0] ?? found;
    const loading = { manager, target, locked: () => void (this.isLocked = true) };
    try {
      const loaded = await silently(() => loader(loading, ...(operation.args as never[])));
      return loaded === null ? undefined : plainValue(loaded);
    } catch (thrown) {
      // A deadlock or a lock time-out is for the application to see and to repeat, so it stays what it is.
      if (operation.onWriteError(true) === 'fail') throw thrown;
      operation.audit.faults.report(`${operation.definition.name}: audit loader`, thrown);
      this.complete = false;
      return undefined;
    }
  }
}
