import { HttpException, Injectable } from '@nestjs/common';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';

const PLACED = 'orders_placed_total';
const CANCELLED = 'orders_cancelled_total';
const RESULTS = new Map([
  [402, 'payment_declined'],
  [409, 'out_of_stock'],
  [502, 'payment_unavailable'],
  [504, 'payment_timeout'],
]);

/** What the business wants to see: how placements end, and how many orders are cancelled. */
@Injectable()
export class OrdersMetrics {
  constructor(
    @InjectMetric(PLACED) private readonly placed: Counter<'result'>,
    @InjectMetric(CANCELLED) readonly cancelled: Counter,
  ) {}

  /** Counts how the placement ends; the results are a closed set, so that the label stays small. */
  async countPlacement<T>(place: () => Promise<T>): Promise<T> {
    try {
      const order = await place();
      this.placed.inc({ result: 'placed' });
      return order;
    } catch (error) {
      const status = error instanceof HttpException ? error.getStatus() : 500;
      this.placed.inc({ result: RESULTS.get(status) ?? 'failed' });
      throw error;
    }
  }
}

/** The counters behind {@link OrdersMetrics}. */
export const ordersMetricProviders = [
  makeCounterProvider({
    name: PLACED,
    help: 'Orders that were tried to place, by result',
    labelNames: ['result'],
  }),
  makeCounterProvider({ name: CANCELLED, help: 'Orders that were cancelled' }),
  OrdersMetrics,
];
