import { AttributeCache } from './attribute-cache.js';

describe('AttributeCache', () => {
  test('gives the same object for the same key', () => {
    const cache = new AttributeCache();
    expect(cache.get('a', () => ({ route: '/a' }))).toBe(cache.get('a', () => ({ route: '/b' })));
  });

  test('keeps no more than its limit and still answers rightly beyond it', () => {
    const cache = new AttributeCache(1);
    const first = cache.get('a', () => ({ route: '/a' }));
    expect(cache.get('b', () => ({ route: '/b' }))).toEqual({ route: '/b' });
    expect(cache.get('b', () => ({ route: '/c' }))).toEqual({ route: '/c' });
    expect(cache.get('a', () => ({}))).toBe(first);
  });
});
