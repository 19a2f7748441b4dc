import { ROOT_CONTEXT, trace, type Context } from '@opentelemetry/api';
import { joinTrace, type ObservedTrace, type TraceFate } from '../core/observed-trace.js';
import { LineSampling } from './line-sampling.js';

/** A trace whose fate the test decides. */
class Undecided implements ObservedTrace {
  fate: TraceFate = 'open';
  private told: ((fate: TraceFate) => void)[] = [];
  keep = () => this.decide('kept');
  whenDecided = (told: (fate: TraceFate) => void) => void this.told.push(told);
  decide(fate: TraceFate): void {
    this.fate = fate;
    for (const told of this.told.splice(0)) told(fate);
  }
}

function contextOf(observed: ObservedTrace | undefined, traceFlags = 0): Context {
  const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags });
  if (observed) joinTrace(span, observed);
  return trace.setSpan(ROOT_CONTEXT, span);
}

describe('Lines of a trace that is not decided', () => {
  const setUp = (bytes = 1_000, linesPerTrace = 3) => {
    const written: string[] = [];
    const sampling = new LineSampling({ ratio: 0, linesPerTrace, bytes });
    const say = (active: Context | undefined, line: string) => {
      if (sampling.passes(active, line.length, () => void written.push(line))) written.push(line);
    };
    return { written, sampling, say };
  };

  it('wait, and are written in their order when it is kept', () => {
    const { written, sampling, say } = setUp();
    const observed = new Undecided();
    for (const line of ['one', 'two']) say(contextOf(observed), line);
    expect([written, sampling.bytes]).toEqual([[], 6]);
    observed.decide('kept');
    say(contextOf(observed), 'three');
    expect([written, sampling.bytes, sampling.dropped]).toEqual([['one', 'two', 'three'], 0, 0]);
  });

  it('are gone when it is dropped', () => {
    const { written, sampling, say } = setUp();
    const observed = new Undecided();
    say(contextOf(observed), 'one');
    observed.decide('dropped');
    say(contextOf(observed), 'two');
    expect([written, sampling.bytes, sampling.dropped]).toEqual([[], 0, 2]);
  });

  it('make room for newer ones of the same trace, and have none beyond the bytes of all', () => {
    const { written, sampling, say } = setUp(10);
    const [first, second] = [new Undecided(), new Undecided()];
    for (const line of ['1', '2', '3', '4']) say(contextOf(first), line);
    say(contextOf(second), 'much too long');
    expect(sampling.dropped).toBe(2);
    first.decide('kept');
    second.decide('kept');
    expect([written, sampling.bytes]).toEqual([['2', '3', '4'], 0]);
  });

  it('follow the flag where nothing decides at the end, and pass outside of a trace', () => {
    const { written, say } = setUp();
    say(contextOf(undefined, 0), 'unsampled');
    say(contextOf(undefined, 1), 'sampled');
    say(ROOT_CONTEXT, 'outside');
    say(undefined, 'nowhere');
    expect(written).toEqual(['sampled', 'outside', 'nowhere']);
  });
});
