import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import { Product } from '../inventory/product.entity.js';
import { OrderItem } from '../orders/order-item.entity.js';
import { Order } from '../orders/order.entity.js';
import type { OrdersSettings } from '../orders.settings.js';
import { CreateOrders1763700000000 } from './migrations/1763700000000-create-orders.js';

/** Where the orders live: PostgreSQL when a URL is set, else an SQLite file in the data directory. */
export function dataSourceOptions({ databaseUrl, dataDirectory }: OrdersSettings): DataSourceOptions {
  const schema = { entities: [Product, Order, OrderItem], migrations: [CreateOrders1763700000000] };
  if (databaseUrl) return { type: 'postgres', url: databaseUrl, connectTimeoutMS: 5000, ...schema };
  mkdirSync(dataDirectory, { recursive: true });
  return {
    type: 'better-sqlite3',
    database: join(dataDirectory, 'orders.sqlite'),
    enableWAL: true,
    ...schema,
  };
}
