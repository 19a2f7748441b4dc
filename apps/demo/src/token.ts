import { parseArgs } from 'node:util';
import { LocalIssuer } from '../../orders/src/auth/local-issuer.ts';
import { dataDirectory } from './workspace.ts';

const USAGE = 'npm run -s demo:token -- --user alice --role customer|clerk|auditor --tenant acme|globex\n';

const { values } = parseArgs({
  options: {
    user: { type: 'string', default: 'alice' },
    role: { type: 'string', multiple: true, default: ['clerk'] },
    tenant: { type: 'string', default: 'acme' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(USAGE);
else {
  const issuer = await LocalIssuer.open(dataDirectory(process.env));
  const { user, tenant, role: roles } = values;
  process.stdout.write(`${await issuer.issue({ user, tenant, roles })}\n`);
}
