/**
 * Origin line of the checkpoints of a stream, and name of the key that signs them: `<service>/audit/<stream>`. Blanks and
 * plus signs, which key names must not have, become dashes.
 */
export function checkpointOrigin(service: string, stream: string): string {
  return `${service}/audit/${stream}`.replace(/[\s+\p{Cc}\p{Surrogate}]+/gu, '-');
}
