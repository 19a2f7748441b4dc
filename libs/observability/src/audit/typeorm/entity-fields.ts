import type { EntityMetadata, ObjectLiteral, UpdateEvent } from 'typeorm';
import type { AuditChange, AuditTarget, AuditValue } from '../audit-entry.js';
import { pointerOfField } from '../json-pointer.js';
import { sensitiveFieldsOf } from '../../redaction/sensitive-fields.js';
import { plainValue, sensitiveValue } from '../plain-value.js';
import type { CapturedFields } from './captured-work.js';

type Column = EntityMetadata['columns'][number];
type Fields = Map<string, Pick<AuditChange, 'before' | 'after'>>;

/** Every field of an entity that appeared, or disappeared. */
export function allFields(
  metadata: EntityMetadata,
  entity: ObjectLiteral,
  side: 'before' | 'after',
): CapturedFields {
  const fields: Fields = new Map();
  for (const column of metadata.columns) {
    const value = valueOf(column, entity);
    if (value !== undefined) fields.set(pathOf(column), { [side]: value });
  }
  return fields;
}

/** The fields of an entity that `save()` changed: its own columns, and those that refer to other entities. */
export function changedFields(event: UpdateEvent<ObjectLiteral>): CapturedFields {
  const fields: Fields = new Map();
  const entity = event.entity ?? {};
  const columns = [
    ...event.updatedColumns,
    ...event.updatedRelations.flatMap(({ joinColumns }) => joinColumns),
  ];
  for (const column of columns) {
    const before = valueOf(column, event.databaseEntity);
    const after = valueOf(column, entity);
    fields.set(pathOf(column), {
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  }
  return fields;
}

/** An entity as the target of an operation; several key columns make one id. */
export function targetOfEntity(
  metadata: EntityMetadata,
  entity: ObjectLiteral | undefined,
): AuditTarget | undefined {
  if (!entity) return undefined;
  const values = metadata.primaryColumns.map(column => valueOf(column, entity));
  if (values.some(value => value === undefined || value === null)) return undefined;
  return { type: metadata.name, id: values.map(text).join(',') };
}

function pathOf(column: Column): string {
  return pointerOfField(column.propertyPath);
}

function text(value: AuditValue | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Reading a column runs getters of the entity, and those are the application's. */
function valueOf(column: Column, entity: ObjectLiteral): AuditValue | undefined {
  try {
    const value: unknown = column.getEntityValue(entity);
    return plainValue(isSensitive(column) ? sensitiveValue(value) : value);
  } catch {
    return '[Unreadable]';
  }
}

/** By the class, as what is saved may be a plain object. Fields inside embedded objects are marked in the class of these. */
function isSensitive({ entityMetadata, embeddedMetadata, propertyName }: Column): boolean {
  const owner: unknown = embeddedMetadata?.type ?? entityMetadata.target;
  const prototype: unknown = typeof owner === 'function' ? owner.prototype : undefined;
  if (typeof prototype !== 'object' || prototype === null) return false;
  const marked = sensitiveFieldsOf(Object.create(prototype) as object);
  return marked !== undefined && (marked.all || marked.fields.has(propertyName));
}
