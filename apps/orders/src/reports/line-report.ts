/** What the newest orders hold. */
export interface LineReport {
  readonly orders: number;
  readonly lines: number;
  readonly pieces: number;
}
