import { TokenServer } from '../../../../test/support/token-server.js';
import { oauth2ClientCredentials } from './oauth2-client-credentials.js';

describe('The client credentials grant', () => {
  let tokens: TokenServer;
  beforeEach(async () => void (tokens = await TokenServer.start()));
  afterEach(() => tokens.stop());

  const provider = () =>
    oauth2ClientCredentials({
      tokenUrl: tokens.url,
      clientId: 'shop:1',
      clientSecret: 'hunter2',
      parameters: { audience: 'collector' },
    });

  it('signs in by Basic authentication, and uses the token for all who ask', async () => {
    const headers = provider();
    const answers = await Promise.all([1, 2, 3].map(() => headers({ refused: false })));
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ authorization: 'Bearer token-1' })));
    expect(await headers({ refused: false })).toEqual({ authorization: 'Bearer token-1' });
    expect(tokens.requests).toEqual([
      {
        authorization: `Basic ${Buffer.from('shop%3A1:hunter2').toString('base64')}`,
        parameters: { grant_type: 'client_credentials', audience: 'collector' },
      },
    ]);
  });

  it('names the client in the body where the server does not know Basic authentication', async () => {
    tokens.judge = ({ authorization }) => (authorization ? 401 : 200);
    expect(await provider()({ refused: false })).toEqual({ authorization: 'Bearer token-1' });
    expect(tokens.requests[1]?.parameters).toMatchObject({ client_id: 'shop:1', client_secret: 'hunter2' });
  });

  it('renews a token before it expires', async () => {
    tokens.expiresIn = 0.2;
    const headers = provider();
    await headers({ refused: false });
    await new Promise(resolve => setTimeout(resolve, 180));
    expect(await headers({ refused: false })).toEqual({ authorization: 'Bearer token-2' });
  });

  it('renews a token that the backend refused, once for all signals', async () => {
    const headers = provider();
    await headers({ refused: false });
    await new Promise(resolve => setTimeout(resolve, 1_050));
    expect(await headers({ refused: true })).toEqual({ authorization: 'Bearer token-2' });
    expect(await headers({ refused: true })).toEqual({ authorization: 'Bearer token-2' });
  });

  it('fails with what the server said, without the secret, and tries again the next time', async () => {
    tokens.judge = () => 401;
    const headers = provider();
    const failure = await Promise.resolve(headers({ refused: false })).catch(String);
    expect(failure).toBe('Error: The token endpoint answered 401 (invalid_client) without a token');
    tokens.judge = () => 200;
    expect(await headers({ refused: false })).toEqual({ authorization: 'Bearer token-1' });
  });

  it('does not follow a redirect with its credentials', async () => {
    tokens.judge = () => 307;
    const failure = await Promise.resolve(provider()({ refused: false })).catch(String);
    expect(failure).not.toContain('hunter2');
    expect(failure).toMatch(/fetch failed|answered 307/);
    expect(tokens.requests).toHaveLength(1);
  });
});
