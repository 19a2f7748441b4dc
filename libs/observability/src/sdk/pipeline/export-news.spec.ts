import { FaultLog } from '../../core/fault-log.js';
import { ExportNews } from './export-news.js';

function news() {
  const told: string[] = [];
  const faults = new FaultLog(
    (site, thrown, count) => void told.push(`${site} (${count}): ${String(thrown)}`),
    message => void told.push(message),
  );
  return { told, faults, news: new ExportNews(faults, { gather: 1_000, interval: 60_000 }) };
}

const exit = (name: string) => ({
  site: `export of ${name}`,
  fares: (trouble: string) => `${name}: ${trouble}`,
});

describe('The news of exports', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('are one line for all that has trouble within a second, with the newest trouble of each', () => {
    const { told, news: all, faults } = news();
    const [traces, logs] = [exit('traces'), exit('logs')];
    all.trouble(traces, 'refused');
    jest.advanceTimersByTime(400);
    all.trouble(logs, 'refused');
    all.trouble(traces, 'reset');
    expect(told).toEqual([]);
    jest.advanceTimersByTime(600);
    expect(told).toEqual(['export (3): traces: reset | logs: refused']);
    expect(faults.counts()).toEqual(
      new Map([
        ['export of traces', 2],
        ['export of logs', 1],
      ]),
    );
  });

  it('are told once a minute, and what came after a line is told although nothing more happens', () => {
    const { told, news: all } = news();
    const traces = exit('traces');
    for (let second = 0; second < 50; second += 1) {
      all.trouble(traces, `at ${second}`);
      jest.advanceTimersByTime(1_000);
    }
    expect(told).toEqual(['export (1): traces: at 0']);
    jest.advanceTimersByTime(11_000);
    expect(told).toEqual(['export (1): traces: at 0', 'export (49): traces: at 49']);
    jest.advanceTimersByTime(600_000);
    expect(told).toHaveLength(2);
  });

  it('say that trouble is over to a reader who knows of it', () => {
    const { told, news: all } = news();
    const traces = exit('traces');
    all.trouble(traces, 'refused');
    expect(all.relief(traces, 'works again')).toBe(false);
    jest.advanceTimersByTime(1_000);
    expect(all.relief(traces, 'works again')).toBe(true);
    expect(all.relief(traces, 'works again')).toBe(false);
    expect(told).toEqual(['export (1): traces: refused', 'works again']);
  });

  it('say nothing more of trouble that is over', () => {
    const { told, news: all } = news();
    const traces = exit('traces');
    all.trouble(traces, 'refused');
    jest.advanceTimersByTime(1_000);
    all.trouble(traces, 'still refused');
    all.relief(traces, 'works again');
    jest.advanceTimersByTime(120_000);
    expect(told).toEqual(['export (1): traces: refused', 'works again']);
  });

  it('do not wait when there is no later', () => {
    const { told, news: all } = news();
    all.trouble(exit('traces'), 'refused');
    all.tell();
    all.tell();
    jest.advanceTimersByTime(120_000);
    expect(told).toEqual(['export (1): traces: refused']);
  });
});
