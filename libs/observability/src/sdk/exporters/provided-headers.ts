import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { isFreeHeaderName, isHeaderValue } from '../../config/value-checks.js';
import type { FaultLog } from '../../core/fault-log.js';
import type { OtlpHeaders, OtlpHeadersProvider } from '../../observability.options.js';

/** Milliseconds for which headers are used without asking again, and which a function may take to give them. */
const limits = { freshFor: 1_000, answerWithin: 5_000 };

/** Signals are refused at about the same time: what one of them had renewed is good for the others. In milliseconds. */
const renewedFor = 1_000;

/** Without spans of the requests that fetch a token. */
const quiet = suppressTracing(ROOT_CONTEXT);

/** Headers from a function of the application, which may throw, hang or return nonsense: its last good ones stay in use. */
export class ProvidedHeaders {
  private headers: OtlpHeaders | undefined;
  private freshUntil = 0;
  private refused = false;
  private renewedAt = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly provide: OtlpHeadersProvider,
    private readonly faults: FaultLog,
    private readonly times: Readonly<typeof limits> = limits,
  ) {}

  /** Those that are in use, without asking for others. */
  get last(): OtlpHeaders | undefined {
    return this.headers;
  }

  /** Rejects only as long as there never were headers. Whoever asks while the function is under way shares its answer. */
  async current(): Promise<OtlpHeaders> {
    if (!this.headers || performance.now() >= this.freshUntil) {
      this.asking ??= this.ask().finally(() => (this.asking = undefined));
      await this.asking;
    }
    if (!this.headers) throw new HeadersError('the function of its headers has not given any yet');
    return this.headers;
  }

  /** Asks the function the next time, and tells it that its headers were refused. */
  forget(): void {
    if (performance.now() < this.renewedAt + renewedFor) return;
    this.refused = true;
    this.freshUntil = 0;
  }

  private async ask(): Promise<void> {
    const { refused } = this;
    const { answerWithin, freshFor } = this.times;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = (): void => reject(new HeadersError(`There was no answer within ${answerWithin} ms`));
      timer = setTimeout(fail, answerWithin).unref();
    });
    try {
      const given = context.with(quiet, async () => this.provide({ refused }));
      this.headers = checked(await Promise.race([given, late]));
      if (refused) this.renewedAt = performance.now();
      this.refused = false;
      this.freshUntil = performance.now() + freshFor;
    } catch (error) {
      this.faults.report('OTLP headers function', withoutValues(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

function checked(answer: unknown): OtlpHeaders {
  if (typeof answer !== 'object' || answer === null) throw new HeadersError('Its answer is no object');
  const pairs = Object.entries(answer as Record<string, unknown>).map(([name, value]) => {
    if (isFreeHeaderName(name) && isHeaderValue(value)) return [name.toLowerCase(), value];
    throw new HeadersError(`'${name.slice(0, 80)}' of its answer is no header that can be sent`);
  });
  return Object.fromEntries(pairs) as OtlpHeaders;
}

class HeadersError extends Error {}

/** What an application throws may hold the very credential that it could not renew: only its kind is told. */
function withoutValues(error: unknown): Error {
  if (error instanceof HeadersError) return error;
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return new Error(`It failed with ${kind}; the last good headers stay in use`);
}
