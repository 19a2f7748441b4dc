import { parseArgs } from 'node:util';
import { DemoError } from './demo.error.ts';

/** What the command line of `npm run demo` says. */
export interface DemoOptions {
  /** End after the summary instead of serving on. */
  readonly once: boolean;
  /** Seconds of traffic. */
  readonly seconds: number;
  /** Scenarios started in a second; some of them are two or three requests. */
  readonly rate: number;
  /** Use what was built before. */
  readonly build: boolean;
  readonly help: boolean;
}

/** What `npm run demo -- --help` prints. */
export const USAGE = `npm run demo -- [options]

  --once          end after the summary; the exit code says whether everything promised was there
  --seconds <n>   seconds of traffic (30)
  --rate <n>      scenarios started in a second, of one to three requests each (30)
  --no-build      use what was built before

  PORT, PAYMENTS_PORT, HOST, DATA_DIR, DATABASE_URL=postgres://... and OTEL_EXPORTER_OTLP_ENDPOINT are respected.
`;

/** @throws {@link DemoError} for an unknown option or a number out of range */
export function readDemoOptions(argv: string[]): DemoOptions {
  const { values } = parse(argv);
  return {
    once: values.once,
    seconds: readNumber('--seconds', values.seconds, 1, 3600),
    rate: readNumber('--rate', values.rate, 1, 500),
    build: !values['no-build'],
    help: values.help,
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        once: { type: 'boolean', default: false },
        seconds: { type: 'string', default: '30' },
        rate: { type: 'string', default: '30' },
        'no-build': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new DemoError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (value >= least && value <= most) return value;
  throw new DemoError(`${option} must be a number from ${least} to ${most}, not '${text}'`);
}
