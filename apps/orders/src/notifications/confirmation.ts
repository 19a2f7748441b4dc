/** What a customer is told about an order. */
export interface Confirmation {
  readonly orderId: string;
  readonly customerId: string;
  readonly totalCents: number;
}

/** Name of the queue that confirmations wait in. */
export const CONFIRMATIONS = 'confirmations';
