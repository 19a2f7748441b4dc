import type { DataSource } from 'typeorm';
import { Product } from '../inventory/product.entity.js';
import { CATALOGUE, SEEDED_TENANTS } from './catalogue.js';

/** Brings the schema up to date and fills the shelves of the demo's tenants; safe to repeat. */
export async function prepareDatabase(dataSource: DataSource): Promise<void> {
  await dataSource.runMigrations({ transaction: 'each' });
  const products = SEEDED_TENANTS.flatMap(tenant => CATALOGUE.map(product => ({ ...product, tenant })));
  await dataSource.getRepository(Product).upsert(products, ['tenant', 'sku']);
}
