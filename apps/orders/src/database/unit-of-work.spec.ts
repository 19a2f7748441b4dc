import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type EntityManager } from 'typeorm';
import { Product } from '../inventory/product.entity.js';
import { UnitOfWork } from './unit-of-work.js';

describe('UnitOfWork on SQLite', () => {
  let dataSource: DataSource;
  let unitOfWork: UnitOfWork;
  beforeEach(async () => {
    dataSource = await new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [Product],
      synchronize: true,
    }).initialize();
    unitOfWork = new UnitOfWork(dataSource);
  });
  afterEach(() => dataSource.destroy());

  const add = async (manager: EntityManager, sku: string): Promise<void> => {
    await manager.insert(Product, { tenant: 'acme', sku, name: sku, priceCents: 1, stock: 1 });
    await delay(10);
  };
  const skus = async (): Promise<string[]> => (await dataSource.manager.find(Product)).map(({ sku }) => sku);

  it('takes nothing back of a unit that succeeds while another one fails', async () => {
    const failing = unitOfWork.run(async manager => {
      await add(manager, 'FAILS');
      throw new Error('no');
    });
    const succeeding = unitOfWork.run(manager => add(manager, 'STAYS'));
    await expect(failing).rejects.toThrow('no');
    await succeeding;
    expect(await skus()).toEqual(['STAYS']);
  });

  it('goes on after a unit that failed', async () => {
    await expect(unitOfWork.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await unitOfWork.run(manager => add(manager, 'STAYS'));
    expect(await skus()).toEqual(['STAYS']);
  });
});
