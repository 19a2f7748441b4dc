/** Finds secrets of your own kind in texts. */
export interface RedactionDetector {
  /** Names it in notices and reports. */
  readonly name: string;
  /**
   * Where secrets stand in a text: start and end of each, in UTF-16 code units. Called for every text that leaves, up to 32,768
   * units long, so keep it cheap. What it throws is reported; the text is then masked by the other rules alone.
   */
  find(text: string): Iterable<readonly [start: number, end: number]>;
}
