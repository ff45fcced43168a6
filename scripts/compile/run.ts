export interface Ran {
  readonly isGood: boolean;
  /** All it printed. */
  readonly said: string;
}

/** Runs a program to its end; one that is not there is a failure like another. */
export async function run(
  words: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  const [program = "", ...args] = words;
  try {
    const command = new Deno.Command(program, { args, stdin: "null", ...options });
    const { success, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    return { isGood: success, said: decoder.decode(stderr) + decoder.decode(stdout) };
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) {
      return { isGood: false, said: `there is no ${program}` };
    }
    throw thrown;
  }
}
