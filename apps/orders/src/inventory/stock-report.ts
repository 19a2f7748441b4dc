import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Traced } from 'nestjs-observability';
import { DataSource, LessThan } from 'typeorm';
import { ORDERS_SETTINGS, type OrdersSettings } from '../orders.settings.js';
import { Product } from './product.entity.js';

/** Fewer pieces than this are worth an order to the supplier. */
const low = 10;

/** Tells every night which shelves are nearly empty. */
@Injectable()
export class StockReport implements OnApplicationBootstrap {
  readonly #logger = new Logger(StockReport.name);

  constructor(
    private readonly dataSource: DataSource,
    @Inject(ORDERS_SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  /** Nobody wants to wait for the night to see it once. */
  onApplicationBootstrap(): void {
    if (this.settings.stockReportAtStart) this.run().catch(() => undefined);
  }

  @Cron(CronExpression.EVERY_DAY_AT_2AM)
  @Traced({ name: 'stock_report', result: (missing: number) => ({ 'stock.low': missing }) })
  async run(): Promise<number> {
    const products = await this.dataSource.getRepository(Product).findBy({ stock: LessThan(low) });
    const shelves = products.slice(0, 20).map(({ tenant, sku, stock }) => `${tenant}/${sku}: ${stock}`);
    this.#logger.log({ low: products.length, shelves }, 'Stock report');
    return products.length;
  }
}
