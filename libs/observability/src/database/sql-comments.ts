import { trace, type Context } from '@opentelemetry/api';
import type { QueryRunner } from 'typeorm';

/** A connection of pg or mysql2. */
interface Connection {
  query: (...args: unknown[]) => unknown;
}

interface Announced {
  readonly query: string;
  readonly comment: string;
}

/** Statements that were announced on a connection and never sent. */
const most = 100;

/**
 * Appends the trace context to statements. TypeORM lets nobody change a statement, so `query` of the connection that is about to
 * send it is replaced, on that object alone. Statements with a name are left as they are: the database remembers them by their text.
 *
 * @see https://google.github.io/sqlcommenter/spec/
 */
export class SqlComments {
  private readonly announced = new WeakMap<object, Announced[]>();

  /** The next statement with this text on the connection of the runner gets the context. */
  announce(runner: QueryRunner, query: string, active: Context): void {
    const { databaseConnection: connection } = runner as unknown as { databaseConnection?: Connection };
    const span = trace.getSpanContext(active);
    if (!span || typeof connection?.query !== 'function' || query.includes('/*')) return;
    const flags = span.traceFlags.toString(16).padStart(2, '0');
    const comment = ` /*traceparent='00-${span.traceId}-${span.spanId}-${flags}'*/`;
    const announced = this.announced.get(connection) ?? this.follow(connection);
    announced.push({ query, comment });
    if (announced.length > most) announced.shift();
  }

  private follow(connection: Connection): Announced[] {
    const announced: Announced[] = [];
    this.announced.set(connection, announced);
    const send = connection.query;
    connection.query = function query(this: unknown, statement: unknown, ...rest: unknown[]): unknown {
      const text = typeof statement === 'string' ? statement : textOf(statement);
      const at = text === undefined ? -1 : announced.findIndex(each => each.query === text);
      const [found] = at < 0 ? [] : announced.splice(at, 1);
      if (!found) return send.call(this, statement, ...rest);
      const commented = text + found.comment;
      return send.call(
        this,
        typeof statement === 'string' ? commented : { ...(statement as object), sql: commented },
        ...rest,
      );
    };
    return announced;
  }
}

/** The text of `{ sql, timeout }`, as TypeORM hands it to mysql2; that of anything else is none of ours. */
function textOf(statement: unknown): string | undefined {
  if (typeof statement !== 'object' || statement === null || 'name' in statement) return undefined;
  if (Object.getPrototypeOf(statement) !== Object.prototype) return undefined;
  const { sql } = statement as { readonly sql?: unknown };
  return typeof sql === 'string' ? sql : undefined;
}
