/** An object without the fields that are undefined: for optional fields that are given only where there is something to give. */
export const present = <T extends object>(fields: T): Present<T> =>
  // Only fields are dropped whose value is undefined, as the type says.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
