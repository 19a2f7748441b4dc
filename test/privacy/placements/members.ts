import { placementsOf } from './placement.js';

class Session {
  readonly kind = 'session';
  constructor(private readonly refreshToken: string) {}

  toJSON(): object {
    return { refreshToken: this.refreshToken };
  }
}

const nested = (depth: number, value: object): object =>
  depth === 0 ? value : { inner: nested(depth - 1, value) };

/** Secrets in members of objects: the name says what they are. */
export const members = placementsOf([
  ['a member', c => ({ password: c })],
  ['a member two levels down', c => ({ user: { login: { password: c } } })],
  ['a member five levels down', c => nested(4, { token: c })],
  ['a member of an item', c => ({ users: [{ id: 1, password: c }] })],
  ['a list under a name', c => ({ passwords: [c, c] })],
  ['an object under a name', c => ({ credentials: { user: 'a', value: c } })],
  ['upper case', c => ({ PASSWORD: c })],
  ['camel case', c => ({ newPassword: c })],
  ['snake case', c => ({ client_secret: c })],
  ['kebab case', c => ({ 'x-api-key': c })],
  ['a dotted key', c => ({ 'user.password': c })],
  ['a key with spaces', c => ({ 'Api Key': c })],
  ['a key in brackets', c => ({ 'user[password]': c })],
  ['a key with an ending', c => ({ passwordHash: c, password_confirmation: c, cookieHeader: c })],
  ['a key with a number', c => ({ password2: c })],
  ['synonyms', c => ({ passwd: c, pwd: c, passphrase: c, passcode: c, pass: c })],
  ['short names', c => ({ pin: c, otp: c, cvv: c, ssn: c, sid: c })],
  ['a private key', c => ({ privateKey: c })],
  ['keys of a cloud', c => ({ secretAccessKey: c, accountKey: c })],
  ['a connection string', c => ({ connectionString: `Server=db;Pwd=${c}` })],
  ['Cyrillic letters that look Latin', c => ({ ['p\u0430ssword']: c })],
  ['full-width letters', c => ({ ['\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44']: c })],
  ['letters with marks', c => ({ ['p\u00e1ssw\u00f6rd']: c })],
  ['a character without width', c => ({ ['pass\u200bword']: c })],
  ['a Greek letter', c => ({ ['t\u03bfken']: c })],
  ['a member of an instance with toJSON', c => new Session(c)],
  ['an entry of a map', c => ({ map: new Map([['password', c]]) })],
  ['a member inside a set', c => ({ set: new Set([{ token: c }]) })],
  [
    'a getter',
    c => ({
      get password() {
        return c;
      },
    }),
  ],
  [
    'a getter with a harmless name',
    c => ({
      get lazy() {
        return `token=${c}`;
      },
    }),
  ],
  ['bytes', c => ({ data: Buffer.from(c) }), c => [c, Buffer.from(c).toString('base64')]],
  ['typed bytes', c => ({ data: new Uint8Array(Buffer.from(c)) })],
  ['a proxy', c => ({ proxied: new Proxy({ password: c }, {}) })],
  ['headers', c => ({ headers: { authorization: `Bearer ${c}`, cookie: `sid=${c}` } })],
  ['headers that moved', c => ({ meta: { upstream: { 'set-cookie': [`sid=${c}; Path=/`] } } })],
  ['raw headers', c => ({ rawHeaders: ['Accept', '*/*', 'X-Api-Key', c] })],
  ['headers as pairs', c => ({ list: [['x-auth-token', c]] })],
  ['a named value', c => ({ fields: [{ name: 'password', value: c }] })],
  ['a key with its value', c => ({ tags: [{ key: 'apiKey', value: c }] })],
  [
    'variables of GraphQL',
    c => ({ query: 'mutation ($password: String!) { a }', variables: { password: c } }),
  ],
  ['parameters of a statement', c => ({ query: 'SELECT * FROM users WHERE mail = $1', parameters: [c] })],
  ['bindings of a statement', c => ({ sql: 'UPDATE users SET name = ?', bindings: [c] })],
  ['a session', c => ({ session: { id: c } })],
  ['an account of axios', c => ({ config: { auth: { username: 'a', password: c } } })],
  ['tokens of OAuth', c => ({ access_token: c, refresh_token: c, id_token: c })],
  ['an answer of SAML', c => ({ SAMLResponse: c })],
  ['an environment', c => ({ env: { AWS_SECRET_ACCESS_KEY: c, DATABASE_URL: `pg://u:${c}@db/a` } })],
]);
