import { resolveOptions } from '../../config/resolve-options.js';
import { deadlineWarning } from './deadline-warning.js';

const production = { NODE_ENV: 'production' };

describe('deadlineWarning()', () => {
  it('has nothing to say about the defaults, which take less than twenty seconds', () => {
    const { shutdown } = resolveOptions({}, production);
    expect(deadlineWarning(shutdown)).toBeUndefined();
    expect(deadlineWarning({ ...shutdown, graceMs: 20_000 })).toBeUndefined();
  });

  it('names every part when they take longer than the platform waits', () => {
    const { shutdown } = resolveOptions({ shutdown: { drainWait: 20_000 } }, production);
    expect(deadlineWarning(shutdown)).toMatch(/34000 ms: shutdown\.drainWait 20000 .* After 30000 ms/);
  });

  it('has no drain to wait for where nobody balances load', () => {
    const waits = [{}, { NODE_ENV: 'development' }, { NODE_ENV: 'test' }, production].map(
      env => resolveOptions({}, env).shutdown.drainWaitMs,
    );
    expect(waits).toEqual([0, 0, 0, 5_000]);
  });
});
