interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without input; rejects where there is none of that name. `env` is added to ours. */
export async function runCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const [program, ...args] = words;
  if (program === undefined) throw new TypeError("no program named");
  const command = new Deno.Command(program, { args, env, stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** As {@link runCommand}; `null` where there is no such program. */
export async function runIfThere(words: readonly string[]): Promise<CommandResult | null> {
  try {
    return await runCommand(words);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whether it is there and belongs to another user than this one and root. */
export async function isForeign(path: string): Promise<boolean> {
  if (Deno.build.os === "windows") return false;
  try {
    const { uid } = await Deno.stat(path);
    return uid !== null && uid !== 0 && uid !== Deno.uid();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Unix permission bits; `null` where the system has none, or the file is not there. */
export async function fileMode(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).mode;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
