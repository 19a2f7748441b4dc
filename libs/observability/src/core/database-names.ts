/** Names of what is told about databases. Stable semantic conventions (1.44) where one exists. */

/** Attributes of database spans and metrics. The comments are the reference in `docs/telemetry.md`. */
export const databaseAttr = {
  /** Kind of the database: `postgresql`, `mysql`, `mariadb`, `sqlite` and so on. */
  dbSystemName: 'db.system.name',
  /** Name of the database; on PostgreSQL with a schema option `database|schema`, for SQLite the name of the file without its folders. */
  dbNamespace: 'db.namespace',
  /** The statement without its values; parameters are never recorded. Spans only. */
  dbQueryText: 'db.query.text',
  /** Operations and tables of the statement in short, `SELECT orders`: the name of the span. */
  dbQuerySummary: 'db.query.summary',
  /** First operation of the statement, in capitals. */
  dbOperationName: 'db.operation.name',
  /** The table, when the statement names exactly one. */
  dbCollectionName: 'db.collection.name',
  /** Rows that a reading statement gave. */
  dbResponseReturnedRows: 'db.response.returned_rows',
  /** Code of the error as the database gave it: SQLSTATE, the number of a MySQL error, `SQLITE_CONSTRAINT_UNIQUE`. */
  dbResponseStatusCode: 'db.response.status_code',
  /** Pool metrics: the data source; with `/replica-1` and so on for its replicas. */
  dbPoolName: 'db.client.connection.pool.name',
  /** Pool metrics: `idle` or `used`. */
  dbConnectionState: 'db.client.connection.state',
  /** Event `n_plus_one` and warnings: file of the first frame of the application, relative to the working directory. */
  codeFilePath: 'code.file.path',
  /** Event `n_plus_one` and warnings: line in that file. */
  codeLineNumber: 'code.line.number',
  /** Ours. How a transaction or savepoint ended: `commit`, `rollback` or `unknown` (the connection was lost, or nobody ended it). */
  transactionOutcome: 'transaction.outcome',
  /** Ours. Statements that are no work of the application: `schema` or `migration`. */
  dbPurpose: 'nestjs_observability.db.purpose',
  /** Ours. A span below which the same reading statement ran again and again: how often, for the most frequent one. On the event, for each. */
  nPlusOneCount: 'nestjs_observability.n_plus_one.count',
  /** Ours. Event `n_plus_one`: seconds that these statements took together. */
  nPlusOneDuration: 'nestjs_observability.n_plus_one.duration',
  /** Ours. On the slowest of many equal sibling spans: how many of them are not exported. */
  collapsedCount: 'nestjs_observability.collapsed.count',
  /** Ours. On the same span: seconds that those took together. */
  collapsedDuration: 'nestjs_observability.collapsed.duration',
} as const;

/** The keys whose values form bounded sets. */
export type DatabaseDimensionKey =
  | typeof databaseAttr.dbSystemName
  | typeof databaseAttr.dbNamespace
  | typeof databaseAttr.dbQuerySummary
  | typeof databaseAttr.dbOperationName
  | typeof databaseAttr.dbCollectionName
  | typeof databaseAttr.dbResponseStatusCode
  | typeof databaseAttr.dbPoolName
  | typeof databaseAttr.dbConnectionState
  | typeof databaseAttr.transactionOutcome
  | typeof databaseAttr.dbPurpose;

/** Instruments about databases. */
export const databaseMetric = {
  operationDuration: 'db.client.operation.duration',
  connectionCount: 'db.client.connection.count',
  connectionMax: 'db.client.connection.max',
  pendingRequests: 'db.client.connection.pending_requests',
  waitTime: 'db.client.connection.wait_time',
  /** Ours. */
  nPlusOne: 'nestjs_observability.n_plus_one',
} as const;

/** Fields of the warnings about databases. The comments are the reference in `docs/telemetry.md`. */
export const databaseField = {
  /** Operations and tables of the statement in short. */
  summary: 'db.query.summary',
  /** The statement without its values. */
  text: 'db.query.text',
  /** Line `Slow query`: milliseconds. */
  duration: 'duration_ms',
  /** Line `Slow query`: rows that it gave. */
  rows: 'db.response.returned_rows',
  /** How often the statement ran, on the line `N+1`; how many slow ones of it had no line of their own, on the line `Slow query`. */
  count: 'count',
  /** `Class.method` of the application that asked, as its stack has it. */
  caller: 'code.function.name',
  /** Its file, relative to the working directory. */
  file: 'code.file.path',
  /** Its line. */
  line: 'code.line.number',
  /** The request or message that it belongs to. */
  operation: 'operation',
} as const;

/** Name of the span event that stands for an N+1. */
export const nPlusOneEvent = 'n_plus_one';
