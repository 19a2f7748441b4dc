import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDestination } from './log-destination.js';

const maxBuffer = 65_536;

describe('the destination of log lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'destination-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is a file, in folders that are made for it, complete once it is closed', async () => {
    const file = join(folder, 'deep', 'app.log');
    const destination = openDestination({ destination: file, pretty: false, maxBuffer });
    destination.write('{"msg":"one"}\n', 30);
    await destination.close?.();
    destination.write('{"msg":"late"}\n', 30);
    expect(readFileSync(file, 'utf8')).toBe('{"msg":"one"}\n{"msg":"late"}\n');
  });

  it('is a file for people when lines are pretty', () => {
    const file = join(folder, 'pretty', 'app.log');
    const destination = openDestination({ destination: file, pretty: true, maxBuffer });
    destination.write(
      '{"level":30,"time":1763719200000,"pid":7,"hostname":"here","msg":"one","order":"42"}\n',
      30,
    );
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^\[\d\d:\d\d:00\.000\] .*INFO.*one.*"order":"42"/);
    expect(text.trimEnd()).not.toContain('\n');
    expect(text).not.toContain('here');
  });

  it('is a stream of the application, which is flushed with us and left open', async () => {
    const told: string[] = [];
    const stream = {
      write(line: string) {
        told.push(line);
      },
      flushSync() {
        expect(this).toBe(stream);
        told.push('flushed');
      },
      end: () => void told.push('ended'),
    };
    const destination = openDestination({ destination: stream, pretty: true, maxBuffer });
    destination.write('line', 30);
    await destination.close?.();
    expect(told).toEqual(['line', 'flushed']);
  });

  it('is a stream that cannot be flushed', async () => {
    const destination = openDestination({ destination: { write: () => true }, pretty: false, maxBuffer });
    await expect(Promise.resolve(destination.close?.())).resolves.toBeUndefined();
  });
});
