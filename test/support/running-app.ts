import type { RunningTestApp } from './test-app.js';

/**
 * Starts an application before the specs of the surrounding `describe`, clears what it has recorded before each, and stops it
 * after the last.
 */
export function runningApp(
  start: () => Promise<RunningTestApp>,
): Pick<RunningTestApp, 'client' | 'port' | 'telemetry'> {
  let running: RunningTestApp;
  beforeAll(async () => void (running = await start()));
  beforeEach(() => running.telemetry.clear());
  afterAll(() => running.stop());
  return {
    get client() {
      return running.client;
    },
    get port() {
      return running.port;
    },
    get telemetry() {
      return running.telemetry;
    },
  };
}
