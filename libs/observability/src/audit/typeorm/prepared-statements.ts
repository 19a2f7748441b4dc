import type { DataSource } from 'typeorm';
import { isDirect } from './direct-connection.js';

/** What PostgreSQL says when a name is not known on this connection, or known already. */
const lostNames: ReadonlySet<unknown> = new Set(['26000', '42P05']);

/** Whether PostgreSQL keeps statements ready: parsing and planning the insert of an event takes it longer than storing the row. */
export class PreparedStatements {
  /** Every statement is sent whole. */
  static readonly off = new PreparedStatements(false);

  private constructor(private usable: boolean) {}

  /**
   * @param wanted by default where no pooler such as PgBouncer stands before the server, which may give each transaction
   *   another server process.
   */
  static async on(dataSource: DataSource, wanted: boolean | undefined): Promise<PreparedStatements> {
    if (dataSource.options.type !== 'postgres' || wanted === false) return PreparedStatements.off;
    return new PreparedStatements(wanted ?? (await isReachedDirectly(dataSource)));
  }

  get inUse(): boolean {
    return this.usable;
  }

  /**
   * Takes note of a statement that failed. Somebody may have thrown the prepared ones away, or a pooler came in between: that
   * transaction is lost, the next one must not be.
   */
  failed(failure: unknown): void {
    if (lostNames.has((failure as { readonly code?: unknown } | undefined)?.code)) this.usable = false;
  }
}

async function isReachedDirectly(dataSource: DataSource): Promise<boolean> {
  const runner = dataSource.createQueryRunner();
  try {
    return await isDirect(runner);
  } finally {
    await runner.release();
  }
}
