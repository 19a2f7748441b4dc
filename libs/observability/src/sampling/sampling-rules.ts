import type { Attributes } from '@opentelemetry/api';
import { TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { attr } from '../core/names.js';
import type { SamplingRule, SamplingRuleValue } from './sampling.options.js';
import { chosenBy } from './chosen-by.js';

/** What is known when a trace starts. Absent is what is not known yet. */
export interface Beginning {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
  readonly name?: string | undefined;
}

/** What is known when it ends. */
export interface Ending {
  readonly name: string;
  readonly attributes: Attributes;
}

/** What a rule that matched says. */
export interface Verdict {
  /** Whether nothing may keep the trace, not even an error. */
  readonly never: boolean;
  /** Whether a trace is among those that the rule keeps. */
  readonly chooses: (traceId: string) => boolean;
  /** Whether the share is below one, so that the rate limit applies. */
  readonly isShare: boolean;
}

interface CompiledRule extends Verdict {
  readonly route: RegExp | undefined;
  readonly methods: ReadonlySet<string> | undefined;
  readonly name: string | undefined;
  readonly attributes: readonly (readonly [string, ReadonlySet<SamplingRuleValue>])[];
  /** Whether it needs what only the end knows. */
  readonly late: boolean;
}

/** The rules of an application, in their order: the first that matches speaks. */
export class SamplingRules {
  private readonly rules: readonly CompiledRule[];
  /** Whether any rule is decided at the end. */
  readonly decideLate: boolean;
  /** Whether the end may forbid what until then was to be kept. */
  readonly forbidLate: boolean;

  constructor(rules: readonly SamplingRule[]) {
    this.rules = rules.map(compile);
    this.decideLate = this.rules.some(({ late }) => late);
    this.forbidLate = this.rules.some(({ late, never }) => late && never);
  }

  /** The verdict by method, path and name; rules that need attributes are passed over. */
  atStart({ method, path, name }: Beginning): Verdict | undefined {
    if (this.rules.length === 0) return undefined;
    return this.rules.find(
      rule =>
        !rule.late &&
        (rule.methods === undefined || (method !== undefined && rule.methods.has(method))) &&
        (rule.route === undefined || (path !== undefined && rule.route.test(path))) &&
        (rule.name === undefined || rule.name === name),
    );
  }

  /** The verdict by everything that is known of the first span when it has ended. */
  atEnd({ name, attributes }: Ending): Verdict | undefined {
    const method = attributes[attr.httpRequestMethod];
    const route = attributes[attr.httpRoute] ?? attributes[attr.urlPath];
    return this.rules.find(
      rule =>
        (rule.methods === undefined || rule.methods.has(String(method))) &&
        (rule.route === undefined || (route !== undefined && rule.route.test(String(route)))) &&
        (rule.name === undefined || rule.name === name) &&
        rule.attributes.every(([key, values]) => values.has(attributes[key] as SamplingRuleValue)),
    );
  }
}

function compile({ route, method, name, attributes = {}, keep }: SamplingRule): CompiledRule {
  const wanted = Object.entries(attributes).map(([key, value]) => [key, setOf(value)] as const);
  const ratio = keep === 'always' ? 1 : keep === 'never' ? 0 : keep;
  const sampler = new TraceIdRatioBasedSampler(ratio);
  return {
    route: route === undefined ? undefined : patternOf(route),
    methods: method === undefined ? undefined : new Set([...setOf(method)].map(one => one.toUpperCase())),
    name,
    attributes: wanted,
    late: wanted.length > 0,
    never: keep === 'never',
    chooses: ratio >= 1 ? () => true : traceId => chosenBy(sampler, traceId),
    isShare: ratio < 1,
  };
}

function setOf<T extends SamplingRuleValue>(value: T | readonly T[]): ReadonlySet<T> {
  return new Set(Array.isArray(value) ? (value as readonly T[]) : [value as T]);
}

/** `/orders/:id` stands for a path and for the template itself; a `*` at the end for everything below. */
function patternOf(route: string): RegExp {
  const parts = route.split('/').map(part => {
    if (part.startsWith(':')) return '[^/]+';
    return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('/')}$`);
}
