/** Money that was taken for an order. */
export interface Payment {
  readonly id: string;
  readonly orderId: string;
  /** In cents. */
  readonly amount: number;
  readonly method: string;
  readonly status: 'approved' | 'refunded';
}
