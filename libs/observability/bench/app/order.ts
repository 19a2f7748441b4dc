/** One line of an order. */
export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What the repository keeps and the API returns: about 344 bytes of JSON. */
export interface Order {
  readonly id: string;
  readonly customerId: string;
  readonly status: 'placed' | 'paid';
  readonly items: readonly OrderItem[];
  readonly shippingAddress: string;
}

/** An order with its price. */
export interface PricedOrder extends Order {
  readonly total: number;
  readonly currency: string;
}

/** The body of `POST /orders`; the harness sends 1 KB of it. */
export interface PlaceOrder {
  readonly customerId: string;
  readonly items: readonly OrderItem[];
  readonly shippingAddress: string;
  readonly note: string;
}
