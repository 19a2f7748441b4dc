/** So many pieces of one product. */
export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

/** Pieces taken from the shelf, with the price that was valid at that moment. */
export interface ReservedLine extends StockLine {
  readonly unitPriceCents: number;
}
