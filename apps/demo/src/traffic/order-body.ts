const SKUS = ['TEA-GREEN', 'TEA-BLACK', 'MUG-BLUE', 'POT-CLAY'];
const CITIES = ['Porto', 'Lyon', 'Graz', 'Oslo', 'Ghent'];

/** A valid body of `POST /orders` by Carol, with what a scenario wants to differ. */
export function orderBody(differences: Record<string, unknown> = {}): Record<string, unknown> {
  const first = Math.floor(Math.random() * SKUS.length);
  return {
    customerId: 'carol',
    items: [
      { sku: SKUS[first], quantity: 1 + Math.floor(Math.random() * 3) },
      { sku: SKUS[(first + 1) % SKUS.length], quantity: 1 },
    ],
    paymentMethod: 'card',
    email: 'carol@example.com',
    shippingAddress: anyAddress(),
    ...differences,
  };
}

/** Somewhere. */
export function anyAddress(): string {
  const city = CITIES[Math.floor(Math.random() * CITIES.length)];
  return `${1 + Math.floor(Math.random() * 99)} Harbour Street, ${city}`;
}
