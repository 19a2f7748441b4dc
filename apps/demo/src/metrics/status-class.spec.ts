import { share } from './status-class.ts';

describe('share', () => {
  const counts = new Map([
    ['200', 5],
    ['404', 2],
    ['499', 1],
    ['502', 2],
  ]);
  const route = { counts, requests: 10 };

  it('takes a client that left neither for a refusal nor for a failure', () => {
    expect(share(route, 'refused')).toBe(0.2);
    expect(share(route, 'left')).toBe(0.1);
    expect(share(route, 'failed')).toBe(0.2);
  });
});
