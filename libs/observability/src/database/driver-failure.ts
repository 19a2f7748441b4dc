import { readProperty } from '../core/untrusted-read.js';
import { describeFailure } from '../core/failure.js';

/** What a driver said, without its message: that may quote parameters. */
export interface DriverFailure {
  /** `db.response.status_code`; `undefined` when the failure is not one of the database. */
  readonly code: string | undefined;
  /** `error.type`. */
  readonly type: string;
}

/** Codes come from a driver and not from users, but a driver may be anything. */
const plausible = /^[\w.-]{1,64}$/;

/** Of Node, when nobody answered: no answer of a database. */
const ofTheSystem = /^E[A-Z]{3,}$/;

/** Reads the code of a driver's error: SQLSTATE of pg, the number of mysql2 and of SQL Server, the name of SQLite. */
export function driverFailureOf(thrown: unknown): DriverFailure {
  if (typeof thrown !== 'object' || thrown === null) return { code: undefined, type: typeof thrown };
  const isMysql = readProperty(thrown, 'sqlState') !== undefined;
  const given = [...(isMysql ? ['errno'] : []), 'code', 'number', 'errorNum', 'errno']
    .map(key => readProperty(thrown, key))
    .find(value => typeof value === 'string' || typeof value === 'number');
  const code = given !== undefined && plausible.test(String(given)) ? String(given) : undefined;
  return {
    code: code !== undefined && ofTheSystem.test(code) ? undefined : code,
    type: code ?? describeFailure(thrown).type,
  };
}
