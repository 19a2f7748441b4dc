/** Every state of an order. */
export const ORDER_STATUSES = ['pending', 'paid', 'payment_failed', 'cancelled'] as const;

/** `pending` while the payment runs; `paid`, `payment_failed` and `cancelled` follow. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];
