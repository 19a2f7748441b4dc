import { DataSource } from 'typeorm';
import type { OrdersSettings } from '../orders.settings.js';
import { Product } from './product.entity.js';
import { StockReport } from './stock-report.js';

describe('The stock report', () => {
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    entities: [Product],
    synchronize: true,
  });
  beforeAll(() => dataSource.initialize());
  afterAll(() => dataSource.destroy());

  it('counts the shelves that are nearly empty', async () => {
    await dataSource.getRepository(Product).insert([
      { tenant: 'acme', sku: 'lamp', name: 'Lamp', priceCents: 100, stock: 3 },
      { tenant: 'acme', sku: 'desk', name: 'Desk', priceCents: 100, stock: 30 },
    ]);
    const report = new StockReport(dataSource, {} as OrdersSettings);
    await expect(report.run()).resolves.toBe(1);
  });
});
