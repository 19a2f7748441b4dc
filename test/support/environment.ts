/**
 * Sets variables for one test and gives back a function that restores what was there; `undefined` unsets one. The `OTEL_*`
 * variables of whoever runs the tests are unset first, so that only the named ones are seen.
 */
export function setEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  return () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  };
}
