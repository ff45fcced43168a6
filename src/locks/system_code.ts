/** What the system calls an error (`ENOENT`); `null` where it was not the system's. */
export function systemCode(thrown: unknown): string | null {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  return typeof code === "string" ? code : null;
}

/** What the work gives; `null` where the system has nothing of that name. */
export function ifThere<T>(work: () => T): T | null {
  try {
    return work();
  } catch (thrown) {
    if (systemCode(thrown) === "ENOENT") return null;
    throw thrown;
  }
}
