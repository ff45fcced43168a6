/** Works it out once for each, as none of them is changed in place. */
export function remembered<T extends object, R>(of: (value: T) => R): (value: T) => R {
  const known = new WeakMap<T, { readonly result: R }>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before.result;
    const result = of(value);
    known.set(value, { result });
    return result;
  };
}
