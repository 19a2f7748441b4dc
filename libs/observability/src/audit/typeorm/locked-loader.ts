import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { AuditLoading } from '../audited-options.js';
import { findOptions, whereOf, type EntityLoading } from './reload.js';

/**
 * Loads the state of an entity under a write lock, for the `before` option: nobody can change it between the record and the
 * change. Outside of a transaction, and on SQLite, which has no row locks, it is read without one and the record says so.
 *
 * @example `before: lockedLoader(Order)`
 */
export function lockedLoader<E extends ObjectLiteral, A extends readonly unknown[] = []>(
  entity: EntityTarget<E>,
  options: EntityLoading<E, A> = {},
): (loading: AuditLoading, ...args: A) => Promise<E | null> {
  return async (loading, ...args) => {
    const where = whereOf(entity, options, loading, args);
    if (!where) return null;
    const { manager } = loading;
    if (!canLock(loading)) return manager.findOne(entity, findOptions(where, options));
    // Without relations: PostgreSQL refuses a lock on what an outer join may leave out.
    const locked = await manager.findOne(entity, {
      ...findOptions(where, {}),
      lock: { mode: 'pessimistic_write' },
    });
    loading.locked();
    return locked && options.relations ? manager.findOne(entity, findOptions(where, options)) : locked;
  };
}

function canLock({ manager }: AuditLoading): boolean {
  const { type } = manager.dataSource.options;
  return type !== 'better-sqlite3' && manager.queryRunner?.isTransactionActive === true;
}
