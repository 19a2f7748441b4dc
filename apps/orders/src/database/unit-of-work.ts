import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/**
 * Runs work that must happen completely or not at all. Every write of the service goes through here.
 *
 * TypeORM has one connection to an SQLite file and turns a transaction that starts while another is open into a
 * savepoint of it, so that one request could roll back another one's work. There, units run one after the other.
 */
@Injectable()
export class UnitOfWork {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly dataSource: DataSource) {}

  /** Commits when `work` resolves, rolls back when it rejects. Units do not nest. */
  run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.dataSource.options.type === 'postgres') return this.dataSource.transaction(work);
    const unit = this.#last.then(() => this.dataSource.transaction(work));
    this.#last = unit.catch(() => undefined);
    return unit;
  }
}
