/** Nobody waits for it, and on a busy machine it has taken more than two minutes. */
const mostMs = 900_000;

/** Has Deno bundle in a folder, for itself; `false`: it cannot. */
export async function bundleOf(folder: string, words: readonly string[]): Promise<boolean> {
  const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", ...words],
    cwd: folder,
    signal: AbortSignal.timeout(mostMs),
    ...silent,
  }).output();
  return success;
}
