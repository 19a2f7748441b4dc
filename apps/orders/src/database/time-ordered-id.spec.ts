import { timeOrderedId } from './time-ordered-id.js';

describe('timeOrderedId', () => {
  it('makes UUIDs of version 7', () => {
    expect(timeOrderedId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by the time at which ids were made', () => {
    const start = Date.now();
    const ids = Array.from({ length: 50 }, (_, index) => timeOrderedId(start + index));
    expect([...ids].reverse().sort()).toEqual(ids);
  });
});
