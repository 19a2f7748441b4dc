import { Injectable } from '@nestjs/common';
import { Traced } from 'nestjs-observability';
import type { EntityManager } from 'typeorm';
import { OutOfStockError } from './out-of-stock.error.js';
import { Product } from './product.entity.js';
import type { ReservedLine, StockLine } from './stock-line.js';
import { UnknownProductError } from './unknown-product.error.js';

/** Takes stock from the shelves and puts it back, inside the caller's transaction. */
@Injectable()
export class InventoryService {
  /**
   * Takes every line from the shelf, or none.
   * @throws {@link OutOfStockError} and {@link UnknownProductError}
   */
  @Traced({
    name: 'check_inventory',
    attributes: (_manager: EntityManager, _tenant: string, lines: readonly StockLine[]) => ({
      'inventory.lines': lines.length,
      'inventory.pieces': lines.reduce((sum, line) => sum + line.quantity, 0),
    }),
  })
  async reserve(
    manager: EntityManager,
    tenant: string,
    lines: readonly StockLine[],
  ): Promise<ReservedLine[]> {
    const reserved: ReservedLine[] = [];
    for (const line of inLockOrder(lines)) reserved.push(await this.#take(manager, tenant, line));
    return reserved;
  }

  /** Puts the pieces back. */
  @Traced('restore_inventory')
  async restore(manager: EntityManager, tenant: string, lines: readonly StockLine[]): Promise<void> {
    for (const { sku, quantity } of inLockOrder(lines)) {
      await manager.increment(Product, { tenant, sku }, 'stock', quantity);
    }
  }

  /** The condition stands in the update itself, so that two orders can never both get the last piece. */
  async #take(manager: EntityManager, tenant: string, { sku, quantity }: StockLine): Promise<ReservedLine> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(Product)
      .set({ stock: () => 'stock - :quantity' })
      .where('tenant = :tenant AND sku = :sku AND stock >= :quantity', { tenant, sku, quantity })
      .execute();
    const product = await manager.findOneBy(Product, { tenant, sku });
    if (!product) throw new UnknownProductError(sku);
    if (affected !== 1) throw new OutOfStockError(sku);
    return { sku, quantity, unitPriceCents: product.priceCents };
  }
}

/** Rows are always locked in the same order, so that two orders cannot wait for each other. */
function inLockOrder(lines: readonly StockLine[]): StockLine[] {
  return [...lines].sort((left, right) => (left.sku < right.sku ? -1 : 1));
}
