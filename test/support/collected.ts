/** Everything that an async iteration yields. */
export async function collected<T>(iteration: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of iteration) values.push(value);
  return values;
}
