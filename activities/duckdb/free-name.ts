/** A name that none of the columns has, for an additional column in SQL. */
export function freeName(base: string, columns: readonly { readonly name: string }[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = base;
  while (taken.has(name.toLowerCase())) name = `${name}_`;
  return name;
}
