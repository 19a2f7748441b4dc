/** A form in which a secret may leave, with the text to look for. */
export interface SecretForm {
  /** `plain`, `base64`, `hex`, ... */
  readonly name: string;
  /** In lower case where the case of the form carries nothing. */
  readonly text: string;
  readonly anyCase: boolean;
}

/**
 * The forms in which a secret is recognised: as it is, escaped as JSON once and twice, percent-encoded, hexadecimal, as base64 and
 * base64url wherever in the encoded text it stands. What a hash or a cipher made of it is another text.
 */
export function formsOf(secret: string): readonly SecretForm[] {
  const forms: SecretForm[] = [];
  const add = (name: string, text: string, anyCase = false) => {
    // What is shorter would be found everywhere.
    if (text.length >= 6 && !forms.some(form => form.text === text)) forms.push({ name, text, anyCase });
  };
  const json = JSON.stringify(secret).slice(1, -1);
  add('plain', secret);
  add('JSON', json);
  add('JSON in JSON', JSON.stringify(json).slice(1, -1));
  add('URL-encoded', encodeURIComponent(secret));
  add('URL-encoded form', encodeURIComponent(secret).replaceAll('%20', '+'));
  add('URL-encoded, every byte', percented(secret), true);
  add('hexadecimal', Buffer.from(secret).toString('hex'), true);
  add('unicode escapes', unicodeEscapes(secret), true);
  for (const [name, text] of base64Forms(secret)) add(name, text);
  return forms;
}

function percented(secret: string): string {
  return [...Buffer.from(secret)].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function unicodeEscapes(secret: string): string {
  return Array.from({ length: secret.length }, (_, at) => secret.charCodeAt(at))
    .map(unit => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}

/** Three bytes become four characters, so a text inside of another has three faces; the characters at its ends mix with the neighbours. */
function base64Forms(secret: string): [name: string, text: string][] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    const core = encoded.slice(first, last);
    return [
      ['base64', core],
      ['base64url', core.replaceAll('+', '-').replaceAll('/', '_')],
    ] satisfies [string, string][];
  });
}
