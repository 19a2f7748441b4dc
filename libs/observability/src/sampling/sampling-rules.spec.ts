import { SamplingRules } from './sampling-rules.js';

const id = '0af7651916cd43dd8448eb211c80319c';

describe('Sampling rules', () => {
  it.each([
    ['/orders/:id', '/orders/7', true],
    ['/orders/:id', '/orders/:id', true],
    ['/orders/:id', '/orders', false],
    ['/orders/:id', '/api/orders/7', false],
    ['/orders/:id', '/orders/7/lines', false],
    ['/internal/*', '/internal/a/b', true],
    ['/internal/*', '/internal', false],
    ['/a.b', '/a.b', true],
    ['/a.b', '/axb', false],
    ['/*', '/anything/at/all', true],
  ])('for %s and the path %s say %s', (route, path, fits) => {
    const rules = new SamplingRules([{ route, keep: 'always' }]);
    expect(rules.atStart({ path }) !== undefined).toBe(fits);
    expect(rules.atEnd({ name: 'x', attributes: { 'http.route': path } }) !== undefined).toBe(fits);
  });

  it('are asked in their order, and methods are compared without case', () => {
    const rules = new SamplingRules([
      { route: '/orders', method: ['post', 'PUT'], keep: 'never' },
      { route: '/orders', keep: 'always' },
    ]);
    expect(rules.atStart({ method: 'PUT', path: '/orders' })?.never).toBe(true);
    expect(rules.atStart({ method: 'GET', path: '/orders' })?.never).toBe(false);
    expect(rules.atStart({ method: 'GET', path: '/else' })).toBeUndefined();
  });

  it('never fit a request at its start by what is not known then', () => {
    const rules = new SamplingRules([
      { attributes: { role: 'admin' }, keep: 'never' },
      { name: 'Jobs.run', keep: 'always' },
    ]);
    expect([rules.decideLate, rules.forbidLate]).toEqual([true, true]);
    expect(rules.atStart({ path: '/orders', method: 'GET' })).toBeUndefined();
    expect(rules.atStart({ name: 'Jobs.run' })?.chooses(id)).toBe(true);
    expect(rules.atEnd({ name: 'Jobs.run', attributes: { role: 'admin' } })?.never).toBe(true);
    expect(rules.atEnd({ name: 'Jobs.run', attributes: { role: 'Admin' } })?.never).toBe(false);
  });

  it('do not take a property of every object for an attribute', () => {
    const rules = new SamplingRules([{ attributes: { constructor: 'x' }, keep: 'always' }]);
    expect(rules.atEnd({ name: 'a', attributes: {} })).toBeUndefined();
  });

  it('keep a share by the trace id, which every service sees the same', () => {
    const half = new SamplingRules([{ keep: 0.5 }]).atStart({});
    expect(half?.chooses(id)).toBe(new SamplingRules([{ keep: 0.5 }]).atStart({})?.chooses(id));
    expect(new SamplingRules([{ keep: 0 }]).atStart({})).toMatchObject({ never: false, isShare: true });
    expect(new SamplingRules([{ keep: 0 }]).atStart({})?.chooses(id)).toBe(false);
    expect(new SamplingRules([{ keep: 1 }]).atStart({})?.isShare).toBe(false);
  });
});
