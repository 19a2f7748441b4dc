import { join } from 'node:path';
import { ChildApp } from '../support/child-app.js';

const crashing = join(__dirname, 'fixtures/crashing.mjs');
const ends = [
  'throws',
  'rejects',
  'rejects with a text',
  'throws with an exit code',
  'throws with a handler',
  'rejects with a handler',
];

describe('A process that', () => {
  const started = new Map<string, Promise<ChildApp>>();
  /** Each kind of end comes once. */
  const ended = (observed: boolean, end: string, nodeArgs: readonly string[] = []): Promise<ChildApp> => {
    const key = JSON.stringify([observed, end, nodeArgs]);
    const known = started.get(key);
    if (known) return known;
    const env = { NODE_ENV: 'production', OBSERVED: String(observed) };
    const child = new ChildApp(crashing, { args: [end], nodeArgs, env });
    const done = child.waitForExit(30_000).then(() => child);
    started.set(key, done);
    return done;
  };
  const fatal = ({ jsonLines }: ChildApp) => jsonLines.filter(({ level }) => level === 'fatal');
  /** What Node says of the end, without places in the code. */
  const saidByNode = ({ stderr }: ChildApp) => stderr.filter(line => !/^\s+at |^Node\.js/.test(line));

  it.each(ends)('%s ends with the code and the words that it ends with unobserved', async end => {
    const observed = await ended(true, end);
    const plain = await ended(false, end);

    expect(await observed.exited).toEqual(await plain.exited);
    expect(saidByNode(observed)).toEqual(saidByNode(plain));
  });

  it('is told to warn of rejections goes on as it would unobserved', async () => {
    const observed = await ended(true, 'rejects', ['--unhandled-rejections=warn']);
    const plain = await ended(false, 'rejects', ['--unhandled-rejections=warn']);

    expect(await observed.exited).toEqual(await plain.exited);
    expect(fatal(observed)).toEqual([]);
  });

  it.each([
    ['throws', 'Uncaught exception'],
    ['rejects', 'Unhandled rejection'],
    ['throws with a handler', 'Uncaught exception'],
  ])('%s leaves a fatal line, redacted, as its last', async (end, what) => {
    const child = await ended(true, end);

    expect(fatal(child)).toEqual([
      expect.objectContaining({
        msg: `${what}: OutOfPaperError: tray 7 password=[REDACTED]`,
        err: {
          type: 'OutOfPaperError',
          message: 'tray 7 password=[REDACTED]',
          stack: expect.stringMatching(/^Error: tray 7 password=\[REDACTED\]\n {4}at /),
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      }),
    ]);
    expect(child.jsonLines.at(-1)).toMatchObject({ level: 'fatal' });
  });

  it('lets traced work reject tells on its fatal line which trace it was', async () => {
    const child = await ended(true, 'rejects in traced work');

    expect(fatal(child)).toEqual([
      expect.objectContaining({ trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) }),
    ]);
  });
});
