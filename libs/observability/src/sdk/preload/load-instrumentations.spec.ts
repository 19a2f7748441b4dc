import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadInstrumentations } from './load-instrumentations.js';

describe('What is watched', () => {
  let folder: string;
  beforeEach(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), 'watched-')))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (path: string, text: string): string => {
    const file = join(folder, 'node_modules/@opentelemetry', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };

  it('is changed by the hook of the copy of OpenTelemetry that its instrumentation uses', () => {
    write('instrumentation-ioredis/index.js', 'exports.IORedisInstrumentation = class {};');
    const own = write('instrumentation-ioredis/node_modules/@opentelemetry/instrumentation/hook.mjs', '');
    write('instrumentation-kafkajs/index.js', 'exports.KafkaJsInstrumentation = class {};');
    write('instrumentation-amqplib/index.js', 'exports.AmqplibInstrumentation = class {};');
    const shared = write('instrumentation/hook.mjs', '');

    const { targets, hooks, problems } = loadInstrumentations('ioredis,kafkajs,amqplib', folder);

    expect([targets, problems]).toEqual([['ioredis', 'kafkajs', 'amqplib'], []]);
    expect(hooks).toEqual(
      new Map([
        [pathToFileURL(own).href, ['ioredis']],
        [pathToFileURL(shared).href, ['kafkajs', 'amqplib']],
      ]),
    );
  });

  it('is nothing that is broken, which is told', () => {
    write('instrumentation-ioredis/index.js', 'throw new RangeError("not today");');
    write('instrumentation-kafkajs/index.js', '');

    const { targets, hooks, problems } = loadInstrumentations('ioredis,kafkajs', folder);

    expect([targets, hooks.size]).toEqual([[], 0]);
    expect(problems).toEqual([
      '@opentelemetry/instrumentation-ioredis cannot be loaded: not today',
      '@opentelemetry/instrumentation-kafkajs has no KafkaJsInstrumentation',
    ]);
  });
});
