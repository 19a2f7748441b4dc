import { context } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { gunzipSync } from 'node:zlib';
import type {
  ExportAnswer,
  ExportBody,
  ExportTransport,
} from '../../../libs/observability/src/sdk/pipeline/export-transport.js';

/** Answers as it is told, or keeps its caller waiting until it is told. */
export class ScriptedTransport implements ExportTransport {
  /** Decides about each attempt; `undefined` leaves it open. */
  answer: (body: string, attempt: number) => ExportAnswer | undefined = () => ({ kind: 'accepted' });
  /** The plain bodies as text, one for each attempt. */
  readonly bodies: string[] = [];
  readonly accepted: string[] = [];
  readonly startedAt: number[] = [];
  readonly suppressed: boolean[] = [];
  mostAtOnce = 0;
  closed = false;
  private readonly open = new Set<(answer: ExportAnswer) => void>();

  async send({ bytes, encoding }: ExportBody): Promise<ExportAnswer> {
    const body = (encoding === 'gzip' ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
    this.startedAt.push(performance.now());
    this.suppressed.push(isTracingSuppressed(context.active()));
    const answer = this.answer(body, this.bodies.push(body)) ?? (await this.later());
    if (answer.kind === 'accepted') this.accepted.push(body);
    return answer;
  }

  /** Answers whatever is open. */
  answerOpen(answer: ExportAnswer = { kind: 'accepted' }): void {
    for (const settle of this.open) settle(answer);
    this.open.clear();
  }

  get openCount(): number {
    return this.open.size;
  }

  close(): void {
    this.closed = true;
    this.answerOpen({ kind: 'retry', reason: 'closed' });
  }

  private later(): Promise<ExportAnswer> {
    return new Promise(resolve => {
      this.open.add(resolve);
      this.mostAtOnce = Math.max(this.mostAtOnce, this.open.size);
    });
  }
}
