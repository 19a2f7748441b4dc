import { SpanKind, SpanStatusCode, type AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { attr } from '../../core/names.js';
import { onOneLine } from './on-one-line.js';

/** Attributes shown of one span, and the longest value. */
const limits = { attributes: 5, value: 60, message: 160 };

/** What the name of a span says already, or what every span of a service has in common. */
const noise =
  /^(code|server|client|network|url|user_agent|thread|error|exception|otel|process)\.|^http\.(route|request|response)/;

/** What a span says beside its name: kind, HTTP status, error, then the attributes of the application. */
export function describeSpan({ kind, status, attributes }: ReadableSpan): string {
  const words: string[] = [];
  if (kind !== SpanKind.INTERNAL) words.push(SpanKind[kind].toLowerCase());
  const http = attributes[attr.httpResponseStatusCode];
  if (http !== undefined) words.push(String(http));
  if (status.code === SpanStatusCode.ERROR) {
    const type = attributes[attr.errorType];
    const said = [type === http ? undefined : type, status.message].filter(Boolean).join(': ');
    words.push(`! ${shortened(said || 'error', limits.message)}`);
  }
  const own = Object.entries(attributes).filter(([name]) => !noise.test(name));
  for (const [name, value] of own.slice(0, limits.attributes)) words.push(`${name}=${textOf(value)}`);
  if (own.length > limits.attributes) words.push('…');
  return onOneLine(words.join(' '));
}

function textOf(value: AttributeValue | undefined): string {
  return shortened(Array.isArray(value) ? `[${value.join(', ')}]` : String(value), limits.value);
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
