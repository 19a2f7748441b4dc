/** Checks the members of a parsed JSON object one by one; `fail` makes the error of the caller. */
export class JsonMembers {
  /**
   * @param where path of the object, for messages; empty at the top.
   * @throws what `fail` makes, when the value is no object.
   */
  constructor(
    value: unknown,
    private readonly fail: (problem: string) => Error,
    private readonly where = '',
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw fail(`${where === '' ? 'The text' : where.slice(0, -1)} is no JSON object.`);
    }
    this.members = value as Readonly<Record<string, unknown>>;
  }

  readonly members: Readonly<Record<string, unknown>>;

  /** Members that are there and are text. */
  texts(...names: readonly string[]): void {
    for (const name of names) this.check(name, typeof this.members[name] === 'string', 'text');
  }

  /** Members that are text when they are there. */
  optionalTexts(...names: readonly string[]): void {
    for (const name of names) if (this.members[name] !== undefined) this.texts(name);
  }

  /** Members that are there and are whole numbers from 0. */
  counts(...names: readonly string[]): void {
    for (const name of names) {
      const value = this.members[name];
      this.check(name, Number.isSafeInteger(value) && (value as number) >= 0, 'a whole number');
    }
  }

  /** A member that is one of these words. */
  oneOf(name: string, words: readonly string[]): void {
    this.check(name, words.includes(this.members[name] as string), `one of ${words.join(', ')}`);
  }

  /** A member that is a list of texts. */
  textList(name: string): void {
    const value = this.members[name];
    this.check(
      name,
      Array.isArray(value) && value.every(item => typeof item === 'string'),
      'a list of texts',
    );
  }

  /** A member that is an object, with what its members must be. */
  object(name: string, rule: (members: JsonMembers) => void): void {
    rule(new JsonMembers(this.members[name], this.fail, `${this.where}${name}.`));
  }

  /** Like `object` when the member is there. */
  optionalObject(name: string, rule: (members: JsonMembers) => void): void {
    if (this.members[name] !== undefined) this.object(name, rule);
  }

  /** A member that is a list of objects, with what the members of each must be. */
  list(name: string, rule: (members: JsonMembers) => void): void {
    const items = this.members[name];
    this.check(name, Array.isArray(items), 'a list');
    for (const [index, item] of (items as readonly unknown[]).entries()) {
      rule(new JsonMembers(item, this.fail, `${this.where}${name}[${index}].`));
    }
  }

  private check(name: string, holds: boolean, wanted: string): void {
    if (!holds) throw this.fail(`${this.where}${name} is not ${wanted}.`);
  }
}
