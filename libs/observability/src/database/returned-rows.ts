/** Rows of a result as its driver gives it; `undefined` where it does not say. */
export function returnedRows(raw: unknown): number | undefined {
  if (Array.isArray(raw)) return raw.length;
  const rows = (raw as { readonly rows?: unknown } | null | undefined)?.rows;
  return Array.isArray(rows) ? rows.length : undefined;
}
