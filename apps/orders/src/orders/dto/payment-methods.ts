/** Ways to pay. The last four play back how a payment service can behave. */
export const PAYMENT_METHODS = [
  'card',
  'invoice',
  'card_declined',
  'card_slow',
  'card_stuck',
  'card_error',
] as const;
