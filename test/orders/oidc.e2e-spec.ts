import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type GenerateKeyPairResult, SignJWT } from 'jose';
import { DATABASES } from './support/order-database.js';
import { OrdersStack } from './support/orders-stack.js';

describe('tokens of an OpenID Connect issuer', () => {
  let server: Server;
  let issuer: string;
  let keys: GenerateKeyPairResult;
  let stack: OrdersStack;

  beforeAll(async () => {
    keys = await generateKeyPair('RS256');
    const publicKey = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256' };
    server = createServer((request, response) => {
      const discovery = request.url === '/.well-known/openid-configuration';
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(discovery ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: [publicKey] }),
      );
    });
    await new Promise<void>(done => void server.listen(0, '127.0.0.1', done));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const oidc = { issuer, audience: 'orders', rolesClaim: 'groups', tenantClaim: 'org' };
    stack = await OrdersStack.start(DATABASES[0]![1], { oidc });
  });
  afterAll(async () => {
    await stack.stop();
    server.close();
  });

  const sign = (claims: Record<string, unknown>, audience = 'orders'): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject('alice')
      .setExpirationTime('5m')
      .sign(keys.privateKey);

  it('are accepted, with roles and tenant from the claims that are configured', async () => {
    const token = await sign({ groups: ['clerk'], org: 'acme' });
    expect((await stack.sendWithToken(token, 'GET /orders')).status).toBe(200);
  });

  it('are refused for another audience, without a tenant, and when the local key signed them', async () => {
    const refused = [
      await sign({ groups: ['clerk'], org: 'acme' }, 'billing'),
      await sign({ groups: ['clerk'] }),
      await stack.token('alice clerk acme'),
    ];
    for (const token of refused) expect((await stack.sendWithToken(token, 'GET /orders')).status).toBe(401);
  });

  it('cannot be judged while the issuer is away: 503, not 401', async () => {
    const oidc = {
      issuer: 'http://127.0.0.1:1',
      audience: 'orders',
      rolesClaim: 'roles',
      tenantClaim: 'tenant',
    };
    const lonely = await OrdersStack.start(DATABASES[0]![1], { oidc });
    try {
      const token = await sign({ roles: ['clerk'], tenant: 'acme' });
      expect((await lonely.sendWithToken(token, 'GET /orders')).status).toBe(503);
    } finally {
      await lonely.stop();
    }
  });
});
