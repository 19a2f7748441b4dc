import { backgroundWork } from './background-work.ts';
import { parsePrometheusText } from './prometheus-text.ts';

describe('Background work', () => {
  it('is read from its durations, outcomes added up', () => {
    const labels = (outcome: string) =>
      `background_trigger="queue",background_work="Mail.process",outcome="${outcome}"`;
    const page = parsePrometheusText(
      [
        `background_run_duration_seconds_bucket{${labels('success')},le="1"} 3`,
        `background_run_duration_seconds_count{${labels('success')}} 3`,
        `background_run_duration_seconds_sum{${labels('success')}} 0.5`,
        `background_run_duration_seconds_count{${labels('failure')}} 1`,
        `background_run_duration_seconds_sum{${labels('failure')}} 1.5`,
        'other_total 7',
      ].join('\n'),
    );
    expect(backgroundWork(page)).toEqual([
      { work: 'Mail.process', trigger: 'queue', succeeded: 3, failed: 1, mean: 0.5 },
    ]);
  });
});
