/** A name that none of the columns has, for what SQL carries beside them. */
export function freeName(base: string, columns: readonly { readonly name: string }[]): string {
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  let name = base;
  while (taken.has(name.toLowerCase())) name = `${name}_`;
  return name;
}
