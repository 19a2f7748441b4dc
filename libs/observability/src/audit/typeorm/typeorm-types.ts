import type { EntityManager } from 'typeorm';

/** TypeORM's `EntityManager`; a name of its own, so that nothing outside this folder imports TypeORM, not even its types. */
export type TypeOrmManager = EntityManager;
