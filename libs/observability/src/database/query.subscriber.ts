import type {
  AfterQueryEvent,
  BeforeQueryEvent,
  DataSource,
  EntitySubscriberInterface,
  ObjectLiteral,
  TransactionRollbackEvent,
} from 'typeorm';
import type { FaultLog } from '../core/fault-log.js';
import type { QueryWatch } from './query-watch.js';

/** Hears of every statement of a data source; what goes wrong here is no matter of the statement. */
export class QuerySubscriber implements EntitySubscriberInterface<ObjectLiteral> {
  constructor(
    readonly watch: QueryWatch,
    private readonly faults: FaultLog,
  ) {}

  beforeQuery(event: BeforeQueryEvent): void {
    try {
      this.watch.before(event);
    } catch (thrown) {
      this.faults.report('database query', thrown);
    }
  }

  afterQuery(event: AfterQueryEvent): void {
    try {
      this.watch.after(event);
    } catch (thrown) {
      this.faults.report('database query', thrown);
    }
  }

  beforeTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    if (queryRunner.isReleased) this.faults.guard('database transaction', () => this.watch.lost(queryRunner));
  }

  /** TypeORM ignores a subscriber that it was not given, so it is given here; again after it has forgotten it. */
  joins({ subscribers }: DataSource): void {
    if (!subscribers.includes(this)) subscribers.push(this);
  }

  leaves({ subscribers }: DataSource): void {
    const at = subscribers.indexOf(this);
    if (at >= 0) subscribers.splice(at, 1);
  }
}
