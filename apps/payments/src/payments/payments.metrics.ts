import { makeCounterProvider } from '@willsoto/nestjs-prometheus';

/** Name of the counter of payments by result. */
export const PAYMENTS_TOTAL = 'payments_total';

/** Counts payments: approved, declined, failed, refunded. */
export const paymentsCounter = makeCounterProvider({
  name: PAYMENTS_TOTAL,
  help: 'Payments by result',
  labelNames: ['result'],
});
