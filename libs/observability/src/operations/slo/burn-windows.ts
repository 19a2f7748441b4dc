/** How quickly a budget must burn, over which two windows, before somebody is told. */
export interface BurnWindow {
  readonly severity: 'page' | 'ticket';
  /** Shows that it matters. */
  readonly long: string;
  /** Shows that it still goes on, so that the alert ends soon after the trouble. */
  readonly short: string;
  /** Multiple of the rate at which the budget would last exactly its window. */
  readonly factor: number;
  /** Part of the budget of 30 days that is gone by then, in percent. */
  readonly spent: number;
}

/** The four rows of the Site Reliability Workbook, chapter 5, for a budget of 30 days. */
export const burnWindows: readonly BurnWindow[] = [
  { severity: 'page', long: '1h', short: '5m', factor: 14.4, spent: 2 },
  { severity: 'page', long: '6h', short: '30m', factor: 6, spent: 5 },
  { severity: 'ticket', long: '1d', short: '2h', factor: 3, spent: 10 },
  { severity: 'ticket', long: '3d', short: '6h', factor: 1, spent: 10 },
];

/** Every window that a rule is recorded for, shortest first. */
export const recordedWindows: readonly string[] = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'];
