/** Runs once after all suites, in the process of the setup. */
export default async function tearDown(): Promise<void> {
  const { stopPostgresForTests } = globalThis as { stopPostgresForTests?: () => Promise<void> };
  await stopPostgresForTests?.();
}
