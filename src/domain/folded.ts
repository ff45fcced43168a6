/** Names that are one: case does not count, nor how a letter with an accent is composed. */
export function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
