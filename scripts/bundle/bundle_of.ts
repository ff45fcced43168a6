/** Nobody waits for it, and on a busy machine it has taken more than two minutes. */
const mostMs = 900_000;

/**
 * Has Deno bundle in a folder, for itself; `false`: it cannot. V8 keeps the source of all it runs, hence as few letters
 * as can be; an error's stack tells places in the sources all the same, by a map that nothing else reads.
 */
export async function bundleOf(folder: string, words: readonly string[]): Promise<boolean> {
  const silent = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", "--minify", "--sourcemap=linked", ...words],
    cwd: folder,
    signal: AbortSignal.timeout(mostMs),
    ...silent,
  }).output();
  return success;
}
