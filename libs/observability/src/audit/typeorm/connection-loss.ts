import type { QueryRunner } from 'typeorm';

/** SQLSTATE classes after which nobody can tell whether a COMMIT took place: connection errors and operator intervention. */
const doubtful = /^(?:08|57P)/;
const sqlState = /^[0-9A-Z]{5}$/;

interface DriverError {
  readonly code?: unknown;
  readonly sqlState?: unknown;
  readonly fatal?: unknown;
  readonly driverError?: unknown;
}

/**
 * Whether a statement failed because its connection was lost, so that its effect is in doubt. A server that answers with an
 * error of its own has decided.
 */
export function isConnectionLoss(thrown: unknown, runner: QueryRunner): boolean {
  if (runner.isReleased) return true;
  if (runner.dataSource.options.type === 'better-sqlite3') return false;
  const error = (thrown ?? {}) as DriverError;
  const { code, sqlState: state = code, fatal } = (error.driverError ?? error) as DriverError;
  if (fatal === true) return true;
  return typeof state !== 'string' || !sqlState.test(state) || doubtful.test(state);
}
