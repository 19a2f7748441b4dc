import { PendingReach } from './pending-reach.js';

describe('What a sealer looks through', () => {
  it('begins with the last batch, and once a second with everything', () => {
    const reach = new PendingReach();

    expect(reach.next(0)).toBe(0);
    reach.found('700');
    expect(reach.next(50)).toBe('700');
    reach.found('750');
    expect([reach.next(999), reach.next(1_000), reach.next(1_050)]).toEqual(['750', 0, '750']);
  });

  it('is everything again as soon as nothing was sealed', () => {
    const reach = new PendingReach();
    reach.next(0);
    reach.found(700);
    reach.found(undefined);

    expect(reach.next(50)).toBe(0);
  });
});
