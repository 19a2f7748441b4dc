import { FaultLog } from '../../core/fault-log.js';
import type { RedactionOptions } from '../../redaction/redaction.options.js';
import { startRedactor } from './start-redactor.js';

const secret = 'password=hunter2';

function started(options: RedactionOptions) {
  const faults = new FaultLog();
  return { redactor: startRedactor(options, faults), faults };
}

describe('The redactor of an application', () => {
  it('lets nothing come out of a listener, now or later, and masks all the same', async () => {
    const { redactor, faults } = started({ onRedacted: () => Promise.reject(new Error('later')) as never });
    expect(redactor.text(secret)).not.toContain('hunter2');
    await new Promise(setImmediate);
    expect(faults.counts().get('redaction.onRedacted')).toBe(1);
  });

  it('leaves a listener alone that fails every time', () => {
    let told = 0;
    const { redactor } = started({
      onRedacted() {
        told += 1;
        throw new Error('never works');
      },
    });
    for (let line = 0; line < 300; line += 1) redactor.text(secret);
    expect(told).toBe(100);
  });

  it('asks a detector every time, however often it failed', async () => {
    let asked = 0;
    const find = (): never => {
      asked += 1;
      return Promise.reject(new Error('later')) as never;
    };
    const { redactor, faults } = started({ detectors: [{ name: 'badge', find }] });
    for (let line = 0; line < 300; line += 1) redactor.text(`line ${line}`);
    await new Promise(setImmediate);
    expect([asked, faults.counts().get('redaction detector badge')]).toEqual([300, 300]);
  });
});
