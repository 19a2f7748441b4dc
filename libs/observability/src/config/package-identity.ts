import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a package.json says about the application. */
export interface PackageIdentity {
  readonly name: string;
  readonly version: string | undefined;
}

/** Where the running application may be found. */
export interface ApplicationLocation {
  /** The file that Node was started with. */
  readonly mainModule: string | undefined;
  readonly workingDirectory: string;
}

/**
 * Reads name and version of the application: from the package that holds the main module, else from the one that
 * holds the working directory. A main module inside `node_modules` is a tool (a test runner, the Nest CLI), not the
 * application.
 */
export function packageIdentity(location: ApplicationLocation): PackageIdentity | undefined {
  const { mainModule, workingDirectory } = location;
  const isApplication = mainModule !== undefined && !/[\\/]node_modules[\\/]/.test(mainModule);
  return (isApplication ? nearest(dirname(mainModule)) : undefined) ?? nearest(workingDirectory);
}

function nearest(directory: string): PackageIdentity | undefined {
  const found = identityIn(join(directory, 'package.json'));
  const parent = dirname(directory);
  return found ?? (parent === directory ? undefined : nearest(parent));
}

/** A package.json without a name only marks a folder as CommonJS or ESM, so the search goes on above it. */
function identityIn(file: string): PackageIdentity | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (typeof name !== 'string' || name === '') return undefined;
    return { name, version: typeof version === 'string' ? version : undefined };
  } catch {
    return undefined;
  }
}
