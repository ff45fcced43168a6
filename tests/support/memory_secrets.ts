import type { SharedSecrets } from "@/ports/shared_secrets.ts";

/** Secrets as a database would have them. */
export function memorySecrets() {
  const kept = new Map<string, string>();
  const secrets: SharedSecrets = {
    read: (name) => Promise.resolve(kept.get(name) ?? null),
    replace(name, before, sealed) {
      if ((kept.get(name) ?? null) === before) kept.set(name, sealed);
      return Promise.resolve(kept.get(name) ?? sealed);
    },
    forget: (name) => Promise.resolve(void kept.delete(name)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return { secrets, kept };
}
