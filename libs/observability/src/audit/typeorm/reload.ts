import type { EntityTarget, FindOneOptions, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { AuditLoading } from '../audited-options.js';

/** How an entity is found. */
export interface EntityLoading<E extends ObjectLiteral, A extends readonly unknown[]> {
  /** The id or the conditions, from the method's arguments. @defaultValue the id of the first target */
  readonly id?: (...args: A) => string | number | FindOptionsWhere<E>;
  /** Relations that are loaded as well, without a lock. */
  readonly relations?: FindOneOptions<E>['relations'];
}

/**
 * Loads the state of an entity as the transaction sees it, for the `after` option.
 *
 * @example `after: reload(Order, { relations: { items: true } })`
 */
export function reload<E extends ObjectLiteral, A extends readonly unknown[] = []>(
  entity: EntityTarget<E>,
  options: EntityLoading<E, A> = {},
): (loading: AuditLoading, ...args: A) => Promise<E | null> {
  return async (loading, ...args) => {
    const where = whereOf(entity, options, loading, args);
    return where && loading.manager.findOne(entity, findOptions(where, options));
  };
}

/** The conditions that find the entity; `null` where its id is not known. */
export function whereOf<E extends ObjectLiteral, A extends readonly unknown[]>(
  entity: EntityTarget<E>,
  { id }: EntityLoading<E, A>,
  { manager, target }: AuditLoading,
  args: A,
): FindOptionsWhere<E> | null {
  const given = id ? id(...args) : target?.id;
  if (given === undefined || given === null) return null;
  if (typeof given === 'object') return given;
  const { primaryColumns, name } = manager.dataSource.getMetadata(entity);
  const [column, ...others] = primaryColumns;
  if (!column || others.length > 0) {
    throw new TypeError(
      `${name} has ${primaryColumns.length} key columns, so one id does not find it: give the loader id, a function that returns conditions.`,
    );
  }
  return column.createValueMap(given) as FindOptionsWhere<E>;
}

/** Deleted rows are found too, and eager relations are left out: they would be loaded without being asked for. */
export function findOptions<E extends ObjectLiteral, A extends readonly unknown[]>(
  where: FindOptionsWhere<E>,
  { relations }: EntityLoading<E, A>,
): FindOneOptions<E> {
  return { where, withDeleted: true, loadEagerRelations: false, ...(relations && { relations }) };
}
