import { Audited } from 'nestjs-observability';
import { lockedLoader } from 'nestjs-observability/audit';
import { Column, DataSource, Entity, type EntityManager, PrimaryColumn } from 'typeorm';

/** What the suites change. */
@Entity('stock')
export class Stock {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  id!: string;

  @Column({ type: 'int', default: 0 })
  amount!: number;

  @Column({ type: 'varchar', length: 200, nullable: true })
  note!: string | null;
}

/** Refuses, so that a transaction is rolled back. */
export class StockError extends Error {
  readonly code = 'NO_STOCK';
}

/** A service as applications write them: some methods are given a manager, some start transactions, some do neither. */
export class StockService {
  constructor(private readonly dataSource: DataSource) {}

  /** Works in the transaction of its caller. */
  @Audited('stock.take', { crud: 'u', target: (id: string) => ({ type: 'Stock', id }) })
  async take(id: string, amount: number, manager: EntityManager): Promise<number> {
    await manager.increment(Stock, { id }, 'amount', -amount);
    return amount;
  }

  /** The same, and fails afterwards. */
  @Audited('stock.refuse', { crud: 'u', target: (id: string) => ({ type: 'Stock', id }) })
  async refuse(id: string, manager: EntityManager): Promise<never> {
    await manager.increment(Stock, { id }, 'amount', -1);
    throw new StockError('none left');
  }

  /** Touches no database. */
  @Audited('stock.think')
  async think(): Promise<void> {}

  /** Starts a transaction of its own. */
  @Audited('stock.move', {
    target: (from: string) => ({ type: 'Stock', id: from }),
    before: lockedLoader(Stock),
  })
  async move(from: string, to: string, amount: number): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.increment(Stock, { id: from }, 'amount', -amount);
      await manager.increment(Stock, { id: to }, 'amount', amount);
    });
  }

  /** Starts a transaction of its own, which fails. */
  @Audited('stock.break')
  async break(id: string, error: unknown = new StockError('broken')): Promise<void> {
    await this.dataSource.transaction(async manager => {
      await manager.increment(Stock, { id }, 'amount', -1);
      throw error;
    });
  }

  /** Leaves the transaction to TypeORM. */
  @Audited('stock.note')
  async note(id: string, note: string): Promise<Stock> {
    const stock = await this.dataSource.manager.findOneByOrFail(Stock, { id });
    stock.note = note;
    return this.dataSource.manager.save(stock);
  }

  /** Writes without a transaction. */
  @Audited('stock.reset')
  async reset(): Promise<void> {
    await this.dataSource.manager.createQueryBuilder().update(Stock).set({ amount: 0 }).execute();
  }
}
