interface Ended {
  readonly stdout: string;
  /** From before its start until all of its output was read. */
  readonly seconds: number;
}

interface ProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** Runs a whole process and times it; throws with its output where it fails. */
export async function timedProcess(
  program: string,
  args: readonly string[],
  { env, stdin }: ProcessOptions,
): Promise<Ended> {
  const startedAt = performance.now();
  const child = new Deno.Command(program, {
    args: [...args],
    env: { ...env },
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [output] = await Promise.all([child.output(), feed(child, stdin)]);
  const seconds = (performance.now() - startedAt) / 1_000;
  const stdout = new TextDecoder().decode(output.stdout);
  if (output.code === 0) return { stdout, seconds };
  const stderr = new TextDecoder().decode(output.stderr);
  throw new Error(`${program} ${args.join(" ")} ended with ${output.code}\n${stdout}${stderr}`);
}

async function feed(child: Deno.ChildProcess, text: string | undefined): Promise<void> {
  if (text === undefined) return;
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks as often as that until it is so. */
export async function until(
  isSo: () => Promise<boolean>,
  { withinMs = 30_000, everyMs = 1 } = {},
): Promise<void> {
  const startedAt = performance.now();
  while (!await isSo()) {
    if (performance.now() - startedAt > withinMs) {
      throw new Error(`it did not come in ${withinMs / 1000} s`);
    }
    await pause(everyMs);
  }
}
