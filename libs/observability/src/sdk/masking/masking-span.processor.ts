import type { Attributes, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Redactor } from '../../redaction/redactor.js';
import { maskAttributes } from './mask-attributes.js';

/** What is written over in a span that has ended; the SDK declares it as read only. */
interface EndedSpan {
  name: string;
  status: SpanStatus;
  readonly attributes: Attributes;
  readonly events: { name: string; attributes?: Attributes }[];
  readonly links: { attributes?: Attributes }[];
}

/**
 * Applies the redaction policy to every span that ends, whoever made it and with whichever API its attributes were set. First in
 * the list of processors, so that whatever comes behind it sees what may be seen.
 */
export class MaskingSpanProcessor implements SpanProcessor {
  constructor(private readonly redactor: Redactor) {}

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    const { redactor } = this;
    const ended = span as unknown as EndedSpan;
    maskAttributes(ended.attributes, redactor);
    const name = redactor.text(ended.name);
    if (name !== ended.name) ended.name = name;
    const { message } = ended.status;
    if (message) {
      const masked = redactor.text(message);
      if (masked !== message) ended.status = { ...ended.status, message: masked };
    }
    for (const event of ended.events) {
      if (event.attributes) maskAttributes(event.attributes, redactor);
      const named = redactor.text(event.name);
      if (named !== event.name) event.name = named;
    }
    for (const { attributes } of ended.links) if (attributes) maskAttributes(attributes, redactor);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
