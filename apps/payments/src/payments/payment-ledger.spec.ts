import { PaymentLedger } from './payment-ledger.js';

describe('PaymentLedger', () => {
  const payment = (orderId: string) =>
    ({ id: `p-${orderId}`, orderId, amount: 100, method: 'card', status: 'approved' }) as const;

  it('finds the payment of an order', () => {
    const ledger = new PaymentLedger();
    ledger.save(payment('a'));
    expect(ledger.find('a')?.id).toBe('p-a');
    expect(ledger.find('b')).toBeUndefined();
  });

  it('forgets the oldest payment when it is full', () => {
    const ledger = new PaymentLedger();
    for (let index = 0; index <= 50_000; index++) ledger.save(payment(`${index}`));
    expect(ledger.find('0')).toBeUndefined();
    expect(ledger.find('1')).toBeDefined();
    expect(ledger.find('50000')).toBeDefined();
  });
});
