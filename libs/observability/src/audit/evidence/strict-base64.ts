/** Bytes of a base64 text (RFC 4648, section 4); undefined unless it is written exactly so, which Buffer does not check. */
export function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
