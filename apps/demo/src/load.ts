import autocannon from 'autocannon';
import { DemoError } from './demo.error.ts';
import { LOAD_USAGE, type LoadOptions, readLoadOptions } from './load/load-options.ts';
import { loadScenarios } from './load/load-scenarios.ts';
import { paint, print } from './report/terminal.ts';
import { issueTokens } from './traffic/shoppers.ts';
import { dataDirectory } from './workspace.ts';

try {
  const options = readLoadOptions(process.argv.slice(2));
  if (options.help) print(LOAD_USAGE);
  else await load(options);
} catch (error) {
  process.stderr.write(
    `${paint.bad('✘')} ${error instanceof DemoError ? error.message : String((error as Error).stack)}\n`,
  );
  process.exitCode = 1;
}

async function load({ scenario, url, seconds, connections, rate }: LoadOptions): Promise<void> {
  const tokens = await issueTokens(dataDirectory(process.env));
  const tokenFor = (method = 'GET'): string =>
    `Bearer ${tokens.get(method === 'POST' ? 'clerk' : 'auditor')}`;
  const { description, requests } = loadScenarios[scenario]!;
  print(`${paint.title(scenario)}: ${description}, ${connections} connections, ${seconds} s, ${url}`);
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    ...(rate !== undefined && { overallRate: rate }),
    requests: requests.map(request => ({
      ...request,
      headers: {
        authorization: tokenFor(request.method),
        ...request.headers,
      },
    })),
  });
  if (result.requests.total === 0)
    throw new DemoError(`${url} answers nothing; start the services first: npm run demo`);
  const { latency } = result;
  print(
    `  ${result.requests.total} requests, ${result.requests.average.toFixed(1)} a second`,
    `  p50 ${latency.p50} ms, p90 ${latency.p90} ms, p99 ${latency.p99} ms, longest ${latency.max} ms`,
    `  ${Object.entries(result.statusCodeStats ?? {})
      .map(([status, { count }]) => `${status}: ${count}`)
      .join(', ')}${result.errors > 0 ? `, ${result.errors} without an answer` : ''}`,
  );
}
