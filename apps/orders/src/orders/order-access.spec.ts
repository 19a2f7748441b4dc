import { mayOrderFor, orderScope } from './order-access.js';

describe('access to orders', () => {
  const holder = (...roles: ('customer' | 'clerk' | 'auditor')[]) => ({ id: 'carol', tenant: 'acme', roles });

  it('never leaves the tenant', () => {
    for (const role of ['customer', 'clerk', 'auditor'] as const) {
      expect(orderScope(holder(role)).tenant).toBe('acme');
    }
  });

  it('ends for customers, and for holders of no role, at their own orders', () => {
    expect(orderScope(holder('customer'))).toEqual({ tenant: 'acme', customerId: 'carol' });
    expect(orderScope(holder())).toEqual({ tenant: 'acme', customerId: 'carol' });
  });

  it('covers the whole tenant for clerks and auditors', () => {
    expect(orderScope(holder('customer', 'clerk'))).toEqual({ tenant: 'acme' });
    expect(orderScope(holder('auditor'))).toEqual({ tenant: 'acme' });
  });

  it('lets only clerks order for others', () => {
    expect(mayOrderFor(holder('customer'), 'carol')).toBe(true);
    expect(mayOrderFor(holder('customer'), 'dave')).toBe(false);
    expect(mayOrderFor(holder('clerk'), 'dave')).toBe(true);
  });
});
