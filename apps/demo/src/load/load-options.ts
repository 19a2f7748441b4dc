import { parseArgs } from 'node:util';
import { DemoError } from '../demo.error.ts';
import { loadScenarios } from './load-scenarios.ts';

/** What `npm run demo:load` was asked for. */
export interface LoadOptions {
  readonly scenario: string;
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second altogether; as many as possible when left out. */
  readonly rate: number | undefined;
  readonly help: boolean;
}

export const LOAD_USAGE = `
npm run demo:load -- [scenario] [options]     load on running services (npm run demo, or docker compose)

${Object.entries(loadScenarios)
  .map(([name, { description }]) => `  ${name.padEnd(10)}${description}`)
  .join('\n')}

  --url          where the orders service is       (http://127.0.0.1:3000)
  --seconds      how long                          (20)
  --connections  at the same time                  (10)
  --rate         requests a second altogether      (as many as possible)
`;

/** @throws DemoError when an option or scenario is not known */
export function readLoadOptions(argv: string[]): LoadOptions {
  const { values, positionals } = parsed(argv);
  const [scenario = 'mixed', ...more] = positionals;
  if (!(scenario in loadScenarios) || more.length > 0) {
    throw new DemoError(
      `'${positionals.join(' ')}' is no scenario; there are ${Object.keys(loadScenarios).join(', ')}`,
    );
  }
  if (!URL.canParse(values.url)) throw new DemoError(`--url ${values.url} is no URL`);
  return {
    scenario,
    url: values.url,
    seconds: positive('seconds', values.seconds),
    connections: positive('connections', values.connections),
    rate: values.rate === undefined ? undefined : positive('rate', values.rate),
    help: values.help,
  };
}

function parsed(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        seconds: { type: 'string', default: '20' },
        connections: { type: 'string', default: '10' },
        rate: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new DemoError((error as Error).message);
  }
}

function positive(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new DemoError(`--${name} ${text} is no whole number above 0`);
  return Number(text);
}
