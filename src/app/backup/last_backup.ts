/** ISO instant at which the newest of these was made, by its name; `null`: none of them says it. */
export function lastBackupAt(paths: readonly string[]): string | null {
  const made = paths.flatMap((path) => {
    const parts = /-(\d{4}-\d\d-\d\dT\d\d)(\d\d)(\d\d)Z(\.\d+)?\.tar\.gz$/.exec(path);
    return parts === null ? [] : [`${parts[1]}:${parts[2]}:${parts[3]}.000Z`];
  });
  return made.toSorted().at(-1) ?? null;
}
