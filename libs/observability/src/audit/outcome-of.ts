import { types } from 'node:util';
import { describeFailure } from '../core/failure.js';
import { httpStatusOf } from '../core/http-exception.js';
import type { AuditEntry, AuditFailure } from './audit-entry.js';

/** The part of an entry that says how a call ended that threw. */
export type FailedEnd = Pick<AuditEntry, 'outcome' | 'reasonCode' | 'failure'>;

/** What a code looks like; anything else could be made from user input. */
const codePattern = /^[\w.:-]{1,64}$/;

/** Describes a call that threw: a refusal is `denied`, anything else a `failure`. No message and no stack is kept. */
export function outcomeOf(thrown: unknown, isDenial: boolean): FailedEnd {
  const failure = failureOf(thrown);
  const denied = isDenial || isRefusal(thrown);
  return { outcome: denied ? 'denied' : 'failure', reasonCode: failure.code ?? failure.type, failure };
}

/** Whether an error is Nest's way to refuse: 401 or 403. */
export function isRefusal(thrown: unknown): boolean {
  const status = httpStatusOf(thrown);
  return status === 401 || status === 403;
}

function failureOf(thrown: unknown): AuditFailure {
  const { type } = describeFailure(thrown);
  const code = codeOf(thrown);
  return { type, ...(code !== undefined && { code }) };
}

function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || types.isProxy(thrown)) return undefined;
  try {
    const { code } = thrown as { readonly code?: unknown };
    const text = typeof code === 'number' ? String(code) : code;
    return typeof text === 'string' && codePattern.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
