import { parseArgs } from 'node:util';
import { LocalIssuer } from '../../orders/src/auth/local-issuer.ts';
import { ROLES } from '../../orders/src/auth/principal.ts';
import { DemoError } from './demo.error.ts';
import { dataDirectory } from './workspace.ts';

const USAGE = `npm run -s demo:token -- --user alice --role ${ROLES.join('|')} --tenant acme|globex`;

try {
  const { help, user, tenant, role: roles } = readOptions(process.argv.slice(2));
  process.stdout.write(help ? `${USAGE}\n` : `${await issue({ user, tenant, roles })}\n`);
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}\n`);
  process.exitCode = 1;
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        user: { type: 'string', default: 'alice' },
        role: { type: 'string', multiple: true, default: ['clerk'] },
        tenant: { type: 'string', default: 'acme' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new DemoError((error as Error).message);
  }
}

/** A token that the orders service would refuse for what it says is of no use to anybody. */
async function issue({
  user,
  tenant,
  roles,
}: {
  user: string;
  tenant: string;
  roles: string[];
}): Promise<string> {
  const unknown = roles.find(role => !(ROLES as readonly string[]).includes(role));
  if (unknown !== undefined) throw new DemoError(`There is no role '${unknown}'; use ${ROLES.join(', ')}`);
  if (!user || !tenant) throw new DemoError('A token needs a user and a tenant');
  const issuer = await LocalIssuer.open(dataDirectory(process.env));
  return issuer.issue({ user, tenant, roles });
}
