/** As JSON text would give it back, and for good: what anybody does to `value` later has no effect on it. */
export function frozenCopy<T>(value: T): T {
  return copyOf(value) as T;
}

function copyOf(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return Object.freeze(value.map((item) => item === undefined ? null : copyOf(item)));
  }
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    if (key === "__proto__") {
      Object.defineProperty(copy, key, { value: copyOf(item), enumerable: true });
    } else copy[key] = copyOf(item);
  }
  return Object.freeze(copy);
}
