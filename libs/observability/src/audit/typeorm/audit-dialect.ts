import type { AuditEvent } from '../audit-event.js';
import type { SqlSteps } from './sql-steps.js';

/** The databases that hold an audit trail. */
export type AuditDialectName = 'postgres' | 'mysql' | 'sqlite';

/** Port: what differs between databases when events are stored. */
export interface AuditDialect {
  readonly name: AuditDialectName;
  /** Statements that create tables, indexes and append-only triggers, in order; each can be run again. */
  readonly install: readonly string[];
  /** Statements that remove everything again. */
  readonly uninstall: readonly string[];
  /** Names of tables and triggers (as `table.trigger`) that should exist and do not. */
  missing(): SqlSteps<readonly string[]>;
  /** Whether `insert` takes one statement for these events. */
  isOneStatement(events: readonly AuditEvent[]): boolean;
  /** Writes events with their pending rows, which no crash can separate. */
  insert(events: readonly AuditEvent[]): SqlSteps<void>;
  /** Whether `insert` takes one statement for these events. */
  isOneStatement(events: readonly AuditEvent[]): boolean;
  /** Writes events without pending rows, for whoever seals them in the same transaction. */
  insertUnsealed(events: readonly AuditEvent[]): SqlSteps<void>;
}
