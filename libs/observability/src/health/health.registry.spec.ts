import { DuplicateIndicatorError } from './duplicate-indicator.error.js';
import { HealthRegistry } from './health.registry.js';
import { InvalidIndicatorError } from './invalid-indicator.error.js';

const check = () => true;

describe('HealthRegistry', () => {
  it('keeps indicators in the order of registration', () => {
    const registry = new HealthRegistry();
    registry.register({ name: 'redis', check });
    registry.register({ name: '__proto__', check });

    expect(Array.from(registry.indicators(), ({ name }) => name)).toEqual(['redis', '__proto__']);
  });

  it('refuses a second indicator of the same name and says which', () => {
    const registry = new HealthRegistry();
    registry.register({ name: 'redis', check });

    const again = () => registry.register({ name: 'redis', check });
    expect(again).toThrow(DuplicateIndicatorError);
    expect(again).toThrow('"redis"');
  });

  it.each(['', 'a b', 'a"b', 'ä', 'x'.repeat(65), 7 as never, undefined as never])(
    'refuses %j as a name',
    name => {
      expect(() => new HealthRegistry().register({ name, check })).toThrow(InvalidIndicatorError);
    },
  );

  it('refuses an indicator without a check', () => {
    expect(() => new HealthRegistry().register({ name: 'redis' } as never)).toThrow('has no check function');
    expect(() => new HealthRegistry().register(undefined as never)).toThrow(InvalidIndicatorError);
  });
});
