import { context, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { AfterQueryEvent, BeforeQueryEvent, QueryRunner } from 'typeorm';
import { isOwnStatement } from '../audit/typeorm/own-statements.js';
import { databaseAttr } from '../core/database-names.js';
import { attr } from '../core/names.js';
import { endOperation, startOperation } from '../core/operation-runner.js';
import type { Operation } from '../core/operation.js';
import type { Runtime } from '../core/runtime.js';
import { driverFailureOf } from './driver-failure.js';
import { OpenQueries, type OpenQuery } from './open-query.js';
import { OpenTransactions, type TransactionDefinitions } from './open-transactions.js';
import type { RepeatedStatements } from './repeated-statements.js';
import { returnedRows } from './returned-rows.js';
import type { SlowQueries } from './slow-queries.js';
import type { SqlComments } from './sql-comments.js';
import type { Statements } from './statements.js';

/** What the statements of one data source are told with. */
export interface QueryWatchParts {
  readonly runtime: Runtime;
  readonly statements: Statements;
  readonly transactions: TransactionDefinitions;
  /** Whether a statement may begin a trace. */
  readonly roots: boolean;
  readonly slow?: SlowQueries | undefined;
  readonly repeated?: RepeatedStatements | undefined;
  readonly comments?: SqlComments | undefined;
}

/** A statement whose rows are still coming; only its first end counts. */
export interface OpenStream {
  ended(outcome: 'success' | 'aborted'): void;
  failed(error: unknown): void;
}

/** What one query runner does. */
class RunnerWork {
  readonly queries = new OpenQueries();
  readonly transactions: OpenTransactions;

  constructor({ runtime, transactions }: QueryWatchParts) {
    this.transactions = new OpenTransactions(runtime, transactions);
  }
}

/** Makes an operation of every statement of a data source. See docs/decisions/0036. */
export class QueryWatch {
  private readonly runners = new WeakMap<QueryRunner, RunnerWork>();

  constructor(private readonly parts: QueryWatchParts) {}

  before({ query, parameters, queryRunner }: BeforeQueryEvent): void {
    const given = context.active();
    // Probes and exports are nobody's work, and what the audit trail writes it measures itself.
    if (isTracingSuppressed(given) || isOwnStatement(query)) return;
    const { runtime, statements, roots, repeated, comments } = this.parts;
    const statement = statements.of(query);
    const work = this.workOf(queryRunner);
    if (statement.command) work.transactions.before(statement.command, given);
    const active = work.transactions.contextOf(given);
    const parent = trace.getSpan(active);
    const prepare = parent === undefined && !roots ? beQuiet : undefined;
    const operation = startOperation(runtime, statement.definition, active, prepare);
    const run = parent && repeated?.began(parent, statement, operation);
    const evicted = work.queries.add({ query, parameters, statement, operation, repeated: run });
    if (evicted) endOperation(runtime, evicted.operation, 'aborted');
    if (comments && !operation.quiet) comments.announce(queryRunner, query, operation.context);
  }

  after(event: AfterQueryEvent): void {
    const work = this.runners.get(event.queryRunner);
    const open = work?.queries.take(event.query, event.parameters);
    if (!work || !open) return;
    this.end(open, event);
    const { command } = open.statement;
    if (command) work.transactions.after(command, event.success);
  }

  /** The start of a statement whose rows come as a stream. */
  stream(runner: QueryRunner, query: string): OpenStream | undefined {
    const given = context.active();
    if (isTracingSuppressed(given)) return undefined;
    const { runtime, statements, roots } = this.parts;
    const active = this.runners.get(runner)?.transactions.contextOf(given) ?? given;
    const prepare = trace.getSpan(active) === undefined && !roots ? beQuiet : undefined;
    const operation = startOperation(runtime, statements.of(query).definition, active, prepare);
    return {
      ended: outcome => endOperation(runtime, operation, outcome),
      failed: error => {
        if (!operation.ended) fail(operation, error);
        endOperation(runtime, operation, 'failure');
      },
    };
  }

  /** A connection that was lost tells nobody how its transaction ended. */
  lost(runner: QueryRunner): void {
    this.runners.get(runner)?.transactions.endAll('unknown');
  }

  private end({ operation, statement, repeated }: OpenQuery, event: AfterQueryEvent): void {
    const { runtime, slow } = this.parts;
    if (event.success) {
      const rows = returnedRows(event.rawResults);
      if (rows !== undefined && (rows > 0 || statement.reads)) {
        operation.details[databaseAttr.dbResponseReturnedRows] = rows;
      }
    } else fail(operation, event.error);
    endOperation(runtime, operation, event.success ? 'success' : 'failure');
    repeated?.ended(operation.duration);
    slow?.ended(statement, operation);
  }

  private workOf(runner: QueryRunner): RunnerWork {
    let work = this.runners.get(runner);
    if (work === undefined) this.runners.set(runner, (work = new RunnerWork(this.parts)));
    return work;
  }
}

/** Measured, and no span. */
function beQuiet(operation: Operation): void {
  operation.quiet = true;
}

/** Notes the code of the failure; its message may quote parameters. */
function fail(operation: Operation, error: unknown): void {
  const { code, type } = driverFailureOf(error);
  operation.dimensions[attr.errorType] = type;
  if (code !== undefined) operation.dimensions[databaseAttr.dbResponseStatusCode] = code;
}
