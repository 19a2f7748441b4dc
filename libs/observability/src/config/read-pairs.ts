import type { EnvironmentReader } from './environment-reader.js';
import type { VariableName } from './standard-variables.js';

/**
 * Reads `key=value,key=value` with percent-encoded values, the form of `OTEL_RESOURCE_ATTRIBUTES` and
 * `OTEL_EXPORTER_OTLP_HEADERS`. A problem names the key or the position, never the value.
 */
export function readPairs(name: VariableName, env: EnvironmentReader): [key: string, value: string][] {
  const items = env.text(name)?.split(',') ?? [];
  return items.flatMap((item, index) => {
    if (item.trim() === '') return [];
    const equals = item.indexOf('=');
    const key = item.slice(0, Math.max(equals, 0)).trim();
    const value = key === '' ? undefined : decode(item.slice(equals + 1).trim());
    if (value !== undefined) return [[key, value]];
    const which = key === '' ? `item ${index + 1}` : `the value of '${key}'`;
    env.report(
      name,
      key === '' ? `has no key=value form at ${which}` : `has a wrong percent-encoding in ${which}`,
      'write key=value pairs with commas between, and percent-encode commas (%2C) and percent signs (%25) in values',
      null,
    );
    return [];
  });
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
