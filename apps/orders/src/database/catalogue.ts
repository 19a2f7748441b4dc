/** Tenants that the seed fills. */
export const SEEDED_TENANTS = ['acme', 'globex'] as const;

/** What each tenant sells; prices in cents. */
export const CATALOGUE = [
  { sku: 'TEA-GREEN', name: 'Green tea, 100 g', priceCents: 690, stock: 5000 },
  { sku: 'TEA-BLACK', name: 'Black tea, 100 g', priceCents: 590, stock: 5000 },
  { sku: 'MUG-BLUE', name: 'Blue mug', priceCents: 1250, stock: 5000 },
  { sku: 'POT-CLAY', name: 'Clay teapot', priceCents: 4900, stock: 5000 },
  { sku: 'SET-RARE', name: 'Porcelain set, one of one', priceCents: 89000, stock: 1 },
  { sku: 'TIN-GONE', name: 'Tin box, sold out', priceCents: 1490, stock: 0 },
] as const;
