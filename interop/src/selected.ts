/**
 * Those whose id is one of `names`, or begins so; all for no names.
 * @param what - for the error: what they are.
 * @throws Error with a sentence if a name fits none.
 */
export function selected<T extends { readonly id: string }>(
  all: readonly T[],
  names: readonly string[],
  what: string,
): readonly T[] {
  const stranger = names.find((name) => !all.some(({ id }) => id.startsWith(name)));
  if (stranger !== undefined) {
    throw new Error(`There is no ${what} ${stranger}; there are ${all.map(({ id }) => id).join(", ")}.`);
  }
  return names.length === 0 ? all : all.filter(({ id }) => names.some((name) => id.startsWith(name)));
}
