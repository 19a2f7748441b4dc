/**
 * Key names whose values are secrets, without case and separators. A key is secret when it ends with one of them, so that
 * `resetToken`, `client_secret` and `X-API-Key` are covered and `tokenCount` is not.
 */
export const secretKeys: readonly string[] = [
  'password',
  'passwords',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'secretkey',
  'secretaccesskey',
  'token',
  'bearer',
  'authorization',
  'cookie',
  'cookies',
  'apikey',
  'apikeys',
  'accesskey',
  'accesskeyid',
  'accountkey',
  'privatekey',
  'privkey',
  'signingkey',
  'encryptionkey',
  'masterkey',
  'sshkey',
  'credential',
  'credentials',
  'sessionid',
  'sessionkey',
  'jwt',
  'csrf',
  'xsrf',
  'csrfmiddlewaretoken',
  'totp',
  'verificationcode',
  'securitycode',
  'recoverycode',
  'recoverycodes',
  'backupcode',
  'backupcodes',
  'authcode',
  'codeverifier',
  'seedphrase',
  'mnemonic',
  'cardnumber',
  'creditcard',
  'cardno',
  'ccnumber',
  'primaryaccountnumber',
  'connectionstring',
  'databaseurl',
  'samlresponse',
  'samlassertion',
  'clientassertion',
  'socialsecuritynumber',
];

/**
 * Short names that many harmless words end with (`shipping`, `hotspot`): they must be a word of their own, written
 * `cardPin`, `card_pin` or `card-pin`.
 */
export const secretWords: ReadonlySet<string> = new Set([
  'pass',
  'auth',
  'pin',
  'otp',
  'mfa',
  'sid',
  'sig',
  'hmac',
  'cvv',
  'cvv2',
  'cvc',
  'cvn',
  'pan',
  'ssn',
  'dsn',
  'session',
  'signature',
]);

/** Secret only where the value is a text: `total_tokens: 12` is a figure. */
export const secretTexts: readonly string[] = ['tokens'];

/** What a name may add without changing what it holds: `passwordHash`, `cookieHeader`, `secret2`. */
export const keyEndings =
  /(?:values?|headers?|string|text|raw|hash|hashed|digest|old|new|current|previous|confirm|confirmation|confirmed|repeat|again|base64|b64|encoded|encrypted|plain|plaintext|cleartext|salt|\d+)$/;

/** Parameters of URLs that are secrets there and ordinary names elsewhere. */
export const secretParameters: ReadonlySet<string> = new Set([
  'code',
  'key',
  'sig',
  'signature',
  'sid',
  'auth',
  'ticket',
  'assertion',
  'hash',
  'state',
  'nonce',
  'awsaccesskeyid',
  'googleaccessid',
  'xamzsignature',
  'xamzcredential',
  'xamzsecuritytoken',
  'xgoogsignature',
  'xgoogcredential',
]);
