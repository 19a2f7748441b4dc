import { PeerNames } from './peer-names.js';
import { UrlTemplates } from './url-template.js';

describe('A template of paths', () => {
  const templates = new UrlTemplates([
    '/orders/mine',
    '/orders/:id',
    'api.example.com/users/:id/keys',
    '/:any',
  ]);

  it.each([
    ['shop', '/orders/7', '/orders/:id'],
    ['shop', '/orders/mine', '/orders/mine'],
    ['api.example.com', '/users/7/keys', '/users/:id/keys'],
    ['shop', '/users/7/keys', undefined],
    ['shop', '/orders/7/lines', undefined],
    ['shop', '/orders/', undefined],
    ['shop', '/', undefined],
    ['shop', '', undefined],
    ['shop', `/${'a/'.repeat(10_000)}`, undefined],
  ])('finds for %s%s the first that matches: %s', (host, path, expected) => {
    expect(templates.of(host, path)).toBe(expected);
  });

  it('is none where none is given', () => {
    expect(new UrlTemplates([]).of('shop', '/orders/7')).toBeUndefined();
  });
});

describe('The name of a service', () => {
  const peers = new PeerNames({
    'payments:8080': 'payments',
    payments: 'other payments',
    '*.stripe.com': 'stripe',
    'API.example.com': 'example',
  });

  it.each([
    ['payments', 8080, 'payments'],
    ['payments', 80, 'other payments'],
    ['api.stripe.com', 443, 'stripe'],
    ['stripe.com', 443, undefined],
    ['evilstripe.com', 443, undefined],
    ['api.example.com', undefined, 'example'],
    ['__proto__', 80, undefined],
  ])('of %s:%s is %s', (host, port, expected) => {
    expect(peers.of(host, port)).toBe(expected);
  });
});
