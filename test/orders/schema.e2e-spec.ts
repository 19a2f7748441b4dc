import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../apps/orders/src/database/data-source.options.js';
import { prepareDatabase } from '../../apps/orders/src/database/prepare-database.js';
import { Product } from '../../apps/orders/src/inventory/product.entity.js';
import { DATABASES, type OrderDatabase } from './support/order-database.js';

describe.each(DATABASES)('the schema on %s', (_name, createDatabase) => {
  let database: OrderDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createDatabase();
    const unused = { host: '', port: 0, paymentsUrl: '', paymentsTimeout: 0, production: false };
    dataSource = await new DataSource(dataSourceOptions({ ...unused, ...database })).initialize();
    await prepareDatabase(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.remove();
  });

  it('is, after the migrations, what the entities describe', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('fills the shelves again when prepared twice', async () => {
    const products = dataSource.getRepository(Product);
    await products.update({ tenant: 'acme', sku: 'SET-RARE' }, { stock: 0 });
    await prepareDatabase(dataSource);
    expect(await products.findOneBy({ tenant: 'acme', sku: 'SET-RARE' })).toMatchObject({ stock: 1 });
  });

  it('itself refuses a stock below zero', async () => {
    const change = dataSource.getRepository(Product).update({ sku: 'SET-RARE' }, { stock: -1 });
    await expect(change).rejects.toThrow(/stock_is_never_negative/);
  });

  it('can be taken back', async () => {
    await dataSource.undoLastMigration();
    const runner = dataSource.createQueryRunner();
    expect(await runner.hasTable('orders')).toBe(false);
    await runner.release();
  });
});
