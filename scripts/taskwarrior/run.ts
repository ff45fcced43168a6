interface Finished {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the system to its end, without input and with untranslated messages. */
export async function run(program: string, args: readonly string[]): Promise<Finished> {
  const output = await new Deno.Command(program, {
    args: [...args],
    env: { LC_ALL: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return {
    success: output.success,
    stdout: decoder.decode(output.stdout),
    stderr: decoder.decode(output.stderr),
  };
}
