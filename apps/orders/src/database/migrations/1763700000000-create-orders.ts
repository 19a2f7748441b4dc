import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';

/** Products with their stock, orders and what was ordered. The types exist on SQLite and on PostgreSQL alike. */
export class CreateOrders1763700000000 implements MigrationInterface {
  readonly name = 'CreateOrders1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(products());
    await runner.createTable(orders());
    await runner.createTable(orderItems());
    for (const [name, column] of [
      ['orders_by_customer', 'customer_id'],
      ['orders_by_status', 'status'],
    ] as const) {
      await runner.createIndex('orders', new TableIndex({ name, columnNames: ['tenant', column, 'id'] }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['order_items', 'orders', 'products']) await runner.dropTable(table);
  }
}

function products(): Table {
  return new Table({
    name: 'products',
    columns: [
      { name: 'tenant', type: 'varchar', isPrimary: true },
      { name: 'sku', type: 'varchar', isPrimary: true },
      { name: 'name', type: 'varchar' },
      { name: 'price_cents', type: 'integer' },
      { name: 'stock', type: 'integer' },
    ],
    checks: [{ name: 'stock_is_never_negative', expression: 'stock >= 0' }],
  });
}

function orders(): Table {
  return new Table({
    name: 'orders',
    columns: [
      { name: 'id', type: 'varchar', isPrimary: true },
      { name: 'tenant', type: 'varchar' },
      { name: 'customer_id', type: 'varchar' },
      { name: 'status', type: 'varchar' },
      { name: 'email', type: 'varchar' },
      { name: 'shipping_address', type: 'varchar' },
      { name: 'payment_method', type: 'varchar' },
      { name: 'payment_id', type: 'varchar', isNullable: true },
      { name: 'total_cents', type: 'integer' },
      { name: 'cancel_reason', type: 'varchar', isNullable: true },
      { name: 'created_at', type: 'bigint' },
    ],
  });
}

function orderItems(): Table {
  return new Table({
    name: 'order_items',
    columns: [
      { name: 'order_id', type: 'varchar', isPrimary: true },
      { name: 'sku', type: 'varchar', isPrimary: true },
      { name: 'quantity', type: 'integer' },
      { name: 'unit_price_cents', type: 'integer' },
    ],
    foreignKeys: [
      {
        columnNames: ['order_id'],
        referencedTableName: 'orders',
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      },
    ],
  });
}
