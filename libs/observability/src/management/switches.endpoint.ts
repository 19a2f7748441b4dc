import type { EndpointReply } from '../core/endpoint.js';
import { answer, type ManagementRequest } from './management-request.js';
import { SignalLimits } from './signal-limits.js';
import { turnedSignals, type Switches } from './switches.js';
import { readSwitchRequest, type SwitchRequest } from './switch-request.js';

/** Shows the switches of the running application on GET, changes them on POST, and undoes every change on DELETE. */
export class SwitchesEndpoint {
  private readonly limits: SignalLimits;

  constructor(private readonly switches: Switches) {
    this.limits = new SignalLimits(switches.signals);
  }

  readonly handle = async ({ method, headers, body }: ManagementRequest): Promise<EndpointReply> => {
    switch (method) {
      case 'GET':
      case 'HEAD':
        return this.state();
      case 'POST':
        return isJson(headers['content-type']) ? this.change(body) : notJson();
      case 'DELETE':
        this.switches.settings.restore();
        this.limits.forget();
        this.switches.signals.on();
        return this.state();
      default:
        return answer(405, { error: 'GET, POST or DELETE' }, { allow: 'GET, HEAD, POST, DELETE' });
    }
  };

  /** Timers end with the application. */
  stop(): void {
    this.limits.forget();
  }

  private change(body: string): EndpointReply {
    const wanted = readSwitchRequest(body);
    if ('problems' in wanted) return answer(400, { error: 'nothing was changed', problems: wanted.problems });
    const impossible = this.impossible(wanted);
    if (impossible.length > 0) return answer(409, { error: 'nothing was changed', problems: impossible });
    this.apply(wanted);
    return this.state();
  }

  /** All or nothing: what the options turned off cannot be turned. */
  private impossible({ level, levels, ratio }: SwitchRequest): string[] {
    const { settings } = this.switches;
    const wantsLevel = level !== undefined || levels !== undefined;
    return [
      ...(wantsLevel && !settings.level ? ['level: logging is left to Nest by the options'] : []),
      ...(ratio !== undefined && !settings.ratio ? ['ratio: traces are off by the options'] : []),
    ];
  }

  private apply({ signals: turned, ratio, level, levels = {}, seconds }: SwitchRequest): void {
    const { settings } = this.switches;
    const lasting = seconds === undefined ? {} : { seconds };
    if (level !== undefined) settings.logLevel(level, lasting);
    for (const [context, own] of Object.entries(levels)) settings.logLevel(own, { context, ...lasting });
    if (ratio !== undefined) settings.samplingRatio(ratio, lasting);
    if (turned !== undefined) this.turn(turned, seconds);
  }

  private turn(turned: NonNullable<SwitchRequest['signals']>, seconds: number | undefined): void {
    for (const signal of turnedSignals) {
      const on = typeof turned === 'boolean' ? turned : turned[signal];
      if (on !== undefined) this.limits.turn(signal, on, seconds);
    }
  }

  private state(): EndpointReply {
    const { settings, signals: state } = this.switches;
    const { level, ratio, contexts } = settings;
    return answer(200, {
      signals: Object.fromEntries(
        turnedSignals.map(signal => [
          signal,
          { now: state.isOn(signal), ...until(this.limits.until(signal)) },
        ]),
      ),
      ...(ratio && { ratio }),
      ...(level && { level, levels: Object.fromEntries(contexts) }),
    });
  }
}

const until = (end: Date | undefined) => end && { until: end };

function isJson(type: unknown): boolean {
  return typeof type === 'string' && /^application\/json\b/i.test(type);
}

function notJson(): EndpointReply {
  return answer(415, { error: 'send JSON, with content-type: application/json' });
}
