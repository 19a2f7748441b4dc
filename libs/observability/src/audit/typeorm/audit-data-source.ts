import type { DataSource } from 'typeorm';

/** TypeORM's `DataSource`; a name of its own, so that nothing outside this folder imports TypeORM, not even its types. */
export type AuditDataSource = DataSource;
