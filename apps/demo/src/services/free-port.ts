import { createServer } from 'node:net';
import { DemoError } from '../demo.error.ts';

/**
 * The port that an environment variable names, else the usual one, else - when that is taken - any free one.
 * @throws {@link DemoError} when the port that was asked for is taken, or is none
 */
export async function choosePort(env: NodeJS.ProcessEnv, variable: string, usual: number): Promise<number> {
  const host = env.HOST || '127.0.0.1';
  const asked = env[variable];
  if (!asked) return (await tryPort(host, usual)) ?? (await tryPort(host, 0)) ?? usual;
  if (!/^\d{1,5}$/.test(asked) || Number(asked) > 65_535)
    throw new DemoError(`${variable} must be a port number, not '${asked}'`);
  const port = await tryPort(host, Number(asked));
  if (port === undefined) throw new DemoError(`Port ${asked} is taken; set ${variable} to another one`);
  return port;
}

function tryPort(host: string, port: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
