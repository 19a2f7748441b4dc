import {
  diag,
  SpanStatusCode,
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  type TimeInput,
} from '@opentelemetry/api';
import {
  AddAttributeDecision,
  cleanAttributes,
  cleanSimpleAttributes,
  hrTimeDuration,
  isTimeInput,
  maybeAddAttribute,
  type InstrumentationScope,
} from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { attr, exceptionEvent } from '../../core/names.js';
import { maskedAtEnd } from '../../core/masked-at-end.js';
import { exceptionAttributes } from './exception-attributes.js';
import { SpanClock } from './span-clock.js';

/** What all spans of a tracer share. */
export interface SpanSurroundings {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly limits: Required<SpanLimits>;
  readonly processor: SpanProcessor;
}

/** What is known of a span when it starts. */
export interface SpanBeginning {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly links: readonly Link[];
}

const unset: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });
const notYet: HrTime = [0, 0];
const unknown: HrTime = [-1, -1];
/** Set last, and what the rest is worth: an application that sets attributes without end must not push them out. */
const ownKeys: ReadonlySet<string> = new Set(Object.values(attr));
const none: never[] = [];
Object.freeze(none);

/**
 * Does what the SDK's span does, by the same limits but for the attributes of this library, and is read by the same processors. It starts in half the time, and
 * takes a plain attribute in a tenth: the SDK allocates a set and an options object for each. `lean-span.spec.ts` holds the two
 * against each other.
 */
export class LeanSpan implements Span, ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  /** `undefined` for a root, which the type of the SDK calls absent; absent it would double the shapes of spans. */
  readonly parentSpanContext: SpanContext;
  readonly attributes: Attributes = {};
  links: Link[] = none;
  events: ReadableSpan['events'] = none;
  status: SpanStatus = unset;
  readonly startTime: HrTime;
  endTime: HrTime = notYet;
  duration = unknown;
  ended = false;
  droppedAttributesCount = 0;
  droppedEventsCount = 0;
  droppedLinksCount = 0;
  private readonly own: SpanContext;
  private readonly clock = new SpanClock();
  private attributesCount = 0;

  constructor(
    private readonly shared: SpanSurroundings,
    { name, kind, context, parent, links }: SpanBeginning,
  ) {
    this.name = name;
    this.kind = kind;
    this.own = context;
    this.parentSpanContext = parent as SpanContext;
    this.startTime = this.clock.start;
    for (const link of links) this.addLink(link);
  }

  /** The first of the processors masks what the span says. */
  get [maskedAtEnd](): true {
    return true;
  }

  get resource(): Resource {
    return this.shared.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.shared.scope;
  }

  spanContext(): SpanContext {
    return this.own;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.refuses()) return this;
    const { limits } = this.shared;
    const type = typeof value;
    if (
      key.length > 0 &&
      (type === 'number' ||
        type === 'boolean' ||
        (type === 'string' && limits.attributeValueLengthLimit === Infinity))
    ) {
      const isNew = !Object.hasOwn(this.attributes, key);
      if (isNew && this.attributesCount >= limits.attributeCountLimit && !ownKeys.has(key))
        return this.dropAttribute();
      if (isNew) this.attributesCount += 1;
      this.attributes[key] = value;
      return this;
    }
    const { attributes } = this;
    const currentAttributesCount = ownKeys.has(key) ? 0 : this.attributesCount;
    const decision = maybeAddAttribute({ key, value, attributes, limits, currentAttributesCount });
    if (decision === AddAttributeDecision.DROP_LIMIT_REACHED) return this.dropAttribute();
    if (decision === AddAttributeDecision.ADD_NEW) this.attributesCount += 1;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key] as AttributeValue);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, given?: TimeInput): this {
    if (this.refuses()) return this;
    const { limits } = this.shared;
    if (limits.eventCountLimit === 0) {
      diag.warn('No events allowed.');
      this.droppedEventsCount += 1;
      return this;
    }
    const isFull = this.events.length >= limits.eventCountLimit;
    if (isFull) this.droppedEventsCount += 1;
    const onlyTime = isTimeInput(attributesOrTime);
    const time = onlyTime && !isTimeInput(given) ? attributesOrTime : given;
    const event = {
      name,
      time: this.clock.at(time),
      ...cleanSimpleAttributes(onlyTime ? undefined : attributesOrTime, {
        attributeCountLimit: limits.attributePerEventCountLimit,
        attributeValueLengthLimit: limits.attributeValueLengthLimit,
      }),
    };
    this.events = [...(isFull ? this.events.slice(1) : this.events), event];
    return this;
  }

  addLink({ context, attributes }: Link): this {
    if (this.refuses()) return this;
    const { limits } = this.shared;
    const isFull = this.links.length >= limits.linkCountLimit;
    if (isFull) this.droppedLinksCount += 1;
    if (limits.linkCountLimit === 0) return this;
    const link = {
      context,
      ...cleanAttributes(attributes, {
        attributeCountLimit: limits.attributePerLinkCountLimit,
        attributeValueLengthLimit: limits.attributeValueLengthLimit,
      }),
    } as Link;
    this.links = [...(isFull ? this.links.slice(1) : this.links), link];
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    if (this.refuses()) return this;
    if (code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    const told = code === SpanStatusCode.ERROR && typeof message === 'string';
    this.status = told ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (!this.refuses()) this.name = name;
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes) this.addEvent(exceptionEvent, attributes, time);
    else diag.warn('Failed to record an exception that says nothing');
  }

  end(given?: TimeInput): void {
    if (this.ended) {
      const { traceId, spanId } = this.own;
      diag.error(`${this.name} ${traceId}-${spanId} - You can only call end() on a span once.`);
      return;
    }
    this.endTime = this.clock.at(given);
    this.duration = hrTimeDuration(this.startTime, this.endTime);
    if (this.duration[0] < 0) {
      diag.warn('Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.');
      this.endTime = [...this.startTime];
      this.duration = [0, 0];
    }
    this.tellDropped();
    const { processor } = this.shared;
    processor.onEnding?.(this);
    this.ended = true;
    processor.onEnd(this);
  }

  private refuses(): boolean {
    if (!this.ended) return false;
    const { traceId, spanId } = this.own;
    diag.warn(`Cannot execute the operation on ended Span {traceId: ${traceId}, spanId: ${spanId}}`);
    return true;
  }

  private dropAttribute(): this {
    this.droppedAttributesCount += 1;
    if (this.droppedAttributesCount === 1) diag.warn('Dropping extra attributes.');
    return this;
  }

  private tellDropped(): void {
    const { droppedEventsCount: events, droppedLinksCount: links } = this;
    if (events > 0) diag.warn(`Dropped ${events} events because eventCountLimit reached`);
    if (links > 0) diag.warn(`Dropped ${links} links because linkCountLimit reached`);
  }
}
