/** What the system calls an error (`ENOENT`); `null` where it was not the system's. */
export function systemCode(thrown: unknown): string | null {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  return typeof code === "string" ? code : null;
}
