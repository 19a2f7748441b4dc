import { readOrdersSettings } from './orders.settings.js';

describe('readOrdersSettings', () => {
  it('listens on the loopback address, port 3000, and keeps its data in .data', () => {
    const settings = readOrdersSettings({});
    expect(settings).toMatchObject({ host: '127.0.0.1', port: 3000, paymentsUrl: 'http://127.0.0.1:3001' });
    expect(settings.dataDirectory).toMatch(/[\\/]\.data$/);
  });

  it('finds the payment service on another port', () => {
    expect(readOrdersSettings({ PAYMENTS_PORT: '4001' }).paymentsUrl).toBe('http://127.0.0.1:4001');
  });

  it('refuses to start in production with the local development key', () => {
    expect(() => readOrdersSettings({ NODE_ENV: 'production' })).toThrow(/OIDC_ISSUER is missing/);
    expect(
      readOrdersSettings({ NODE_ENV: 'production', OIDC_ISSUER: 'https://id.example.com' }).oidc?.issuer,
    ).toBe('https://id.example.com');
  });

  it.each([
    ['PORT', 'http'],
    ['PAYMENTS_TIMEOUT_MS', '-1'],
    ['DATABASE_URL', 'mysql://localhost'],
    ['OIDC_ISSUER', 'example'],
  ])('names %s when its value is %s', (name, value) => {
    expect(() => readOrdersSettings({ [name]: value })).toThrow(name);
  });
});
