import type {
  EntityMetadata,
  InsertEvent,
  ObjectLiteral,
  QueryRunner,
  RemoveEvent,
  UpdateEvent,
} from 'typeorm';
import { activeOperation } from './active-operation.js';
import type { AutocommitWork } from './autocommit-work.js';
import type { CapturedEntity, CapturedWork } from './captured-work.js';
import { allFields, changedFields, targetOfEntity } from './entity-fields.js';
import type { TransactionJournal } from './transaction-journal.js';

/** Notes what TypeORM writes through entities while an audited call runs. What it had loaded before can be stale. */
export class EntityWatch {
  constructor(private readonly journal: TransactionJournal) {}

  inserted({ queryRunner, metadata, entity }: InsertEvent<ObjectLiteral>): void {
    this.note(queryRunner, metadata, () => {
      const target = targetOfEntity(metadata, entity);
      return target && { kind: 'insert', target, fields: allFields(metadata, entity, 'after') };
    });
  }

  /** An update through a query builder has values and no entity: its statement alone tells of it. */
  updated(event: UpdateEvent<ObjectLiteral>): void {
    const { queryRunner, metadata, databaseEntity } = event;
    this.note(queryRunner, metadata, () => {
      const target = targetOfEntity(metadata, databaseEntity);
      return target && { kind: 'update', target, fields: changedFields(event) };
    });
  }

  removed({ queryRunner, metadata, databaseEntity }: RemoveEvent<ObjectLiteral>): void {
    this.note(queryRunner, metadata, () => {
      const target = targetOfEntity(metadata, databaseEntity);
      return target && { kind: 'delete', target, fields: allFields(metadata, databaseEntity, 'before') };
    });
  }

  /** A soft removal, or its recovery, sets the column of the deletion date. */
  softRemoved({ queryRunner, metadata, entity, databaseEntity }: RemoveEvent<ObjectLiteral>): void {
    this.note(queryRunner, metadata, () => {
      const target = targetOfEntity(metadata, databaseEntity);
      const column = metadata.deleteDateColumn;
      if (!target || !column) return undefined;
      const updatedColumns = [column];
      const changed = { databaseEntity, entity, updatedColumns, updatedRelations: [] };
      return {
        kind: 'update',
        target,
        fields: changedFields(changed as unknown as UpdateEvent<ObjectLiteral>),
      };
    });
  }

  private note(
    runner: QueryRunner,
    metadata: EntityMetadata,
    describe: () => Omit<CapturedEntity, 'table'> | undefined,
  ): void {
    const { audit } = this.journal;
    audit.faults.guard('audit capture', () => {
      const work = this.workOn(runner);
      const entity = work && describe();
      if (entity) work.wrote({ ...entity, table: metadata.tableName });
    });
  }

  private workOn(runner: QueryRunner): CapturedWork | undefined {
    const operation = activeOperation(this.journal.audit);
    if (!operation) return undefined;
    return (
      this.journal.of(runner)?.workOf(operation) ??
      (operation.autocommit as AutocommitWork | undefined)?.captured
    );
  }
}
