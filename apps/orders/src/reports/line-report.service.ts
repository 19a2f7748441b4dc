import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Traced } from 'nestjs-observability';
import { In, type Repository } from 'typeorm';
import { OrderItem } from '../orders/order-item.entity.js';
import { Order } from '../orders/order.entity.js';
import type { LineReport } from './line-report.js';

const NEWEST = 20;

/** Counts what the newest orders of a tenant hold: once as it should be, and once as it is often written. */
@Injectable()
export class LineReportService {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    @InjectRepository(OrderItem) private readonly items: Repository<OrderItem>,
  ) {}

  /** Two statements, however many orders there are. */
  @Traced('report_lines')
  async together(tenant: string): Promise<LineReport> {
    const ids = await this.#newest(tenant);
    return reportOf(ids, ids.length === 0 ? [] : await this.items.findBy({ orderId: In(ids) }));
  }

  /** The same with a statement for each order. It is slow on purpose: this is how an N+1 looks in a trace and in the log. */
  @Traced('report_lines_one_by_one')
  async oneByOne(tenant: string): Promise<LineReport> {
    const ids = await this.#newest(tenant);
    const items: OrderItem[] = [];
    for (const orderId of ids) {
      items.push(...(await this.items.findBy({ orderId })));
    }
    return reportOf(ids, items);
  }

  async #newest(tenant: string): Promise<string[]> {
    const found = await this.orders.find({
      select: { id: true },
      where: { tenant },
      order: { id: 'DESC' },
      take: NEWEST,
      loadEagerRelations: false,
    });
    return found.map(({ id }) => id);
  }
}

function reportOf(ids: readonly string[], items: readonly OrderItem[]): LineReport {
  const pieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return { orders: ids.length, lines: items.length, pieces };
}
