import { AlwaysOffSampler, AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { LineLevels } from '../../logging/pino/line-levels.js';
import { AdjustableSampler } from '../../sampling/adjustable-sampler.js';
import { LiveSettings } from './live-settings.js';

describe('Live settings', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function changeable() {
    const applied: string[] = [];
    const told: string[] = [];
    const levels = new LineLevels('info', (lowest, general) => void applied.push(`${lowest}/${general}`));
    const sampler = new AdjustableSampler(0.1, ratio =>
      ratio === 0 ? new AlwaysOffSampler() : new AlwaysOnSampler(),
    );
    const settings = new LiveSettings({ levels, sampler, tell: message => void told.push(message) });
    return { settings, levels, sampler, applied, told };
  }

  it('let pino through what the most talkative logger wants', () => {
    const { settings, levels, applied } = changeable();
    settings.logLevel('warn');
    settings.logLevel('debug', { context: 'Orders' });
    settings.logLevel('silent', { context: 'Noise' });
    expect(applied).toEqual(['warn/warn', 'debug/warn', 'debug/warn']);
    expect(levels.passes(20, [{ context: 'Orders' }, 'x'])).toBe(true);
    expect(levels.passes(30, [{ context: 'Other' }, 'x'])).toBe(false);
    expect(levels.passes(40, ['x'])).toBe(true);
    expect(levels.passes(60, [{ context: 'Noise' }])).toBe(false);
  });

  it('run no code of what is logged', () => {
    const { settings, levels } = changeable();
    settings.logLevel('debug', { context: 'Orders' });
    const trap = () => {
      throw new Error('was run');
    };
    const getter = Object.defineProperty({}, 'context', { get: trap });
    const proxy = new Proxy({}, { get: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap });
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const value of [getter, proxy, revoked.proxy, null, undefined, 7]) {
      expect(levels.passes(30, [value])).toBe(true);
    }
  });

  it('end by themselves, after 15 minutes unless told otherwise', () => {
    const { settings, sampler, applied, told } = changeable();
    settings.logLevel('debug');
    settings.logLevel('trace', { context: 'Orders', seconds: 60 });
    settings.samplingRatio(0, { seconds: 86_400 });
    jest.advanceTimersByTime(60_000);
    expect(settings.contexts.size).toBe(0);
    expect(settings.level?.now).toBe('debug');
    jest.advanceTimersByTime(840_000);
    expect(settings.level).toEqual({ now: 'info' });
    expect(applied.at(-1)).toBe('info/info');
    expect(sampler.toString()).toContain('AlwaysOff');
    jest.advanceTimersByTime(86_400_000);
    expect(settings.ratio).toEqual({ now: 0.1 });
    expect(sampler.toString()).toContain('AlwaysOn');
    expect(told).toEqual([
      `The log level of all loggers is 'debug' for 900 s`,
      `The log level of "Orders" is 'trace' for 60 s`,
      'The sampling ratio is 0 for 86400 s',
      'The log level of "Orders" is that of the options again',
      'The log level of all loggers is that of the options again',
      'The sampling ratio is 0.1 again',
    ]);
  });

  it('leave no timer behind', () => {
    const { settings } = changeable();
    settings.logLevel('debug', { context: 'Orders' });
    settings.samplingRatio(1);
    settings.stop();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('refuse what cannot be', () => {
    const { settings } = changeable();
    expect(() => settings.samplingRatio(1.5)).toThrow(RangeError);
    expect(() => settings.samplingRatio(Number.NaN)).toThrow(RangeError);
    expect(() => settings.samplingRatio(1, { seconds: 0 })).toThrow(RangeError);
    expect(() => settings.logLevel('debug', { seconds: 86_401 })).toThrow(/86400/);
    const none = new LiveSettings({ levels: undefined, sampler: undefined, tell: () => undefined });
    expect(() => none.logLevel('debug')).toThrow(/left to Nest/);
    expect(() => none.samplingRatio(1)).toThrow(/traces are off/);
    expect([none.level, none.ratio, none.contexts.size]).toEqual([undefined, undefined, 0]);
  });
});
