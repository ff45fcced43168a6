/** `notify` as its task starts it, with the permissions of deno.json and no others. */
import config from "../../deno.json" with { type: "json" };
import { wordsOfTask } from "@tests/support/own_program.ts";

const notifyWords: readonly string[] = [Deno.execPath(), ...wordsOfTask(config.tasks.notify)];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A state folder of its own, and any number of processes on it. */
export function notifyOn(stateDir: string) {
  const env = { HOME: stateDir, VIKUNJA_SYNC_STATE_DIR: stateDir, NO_COLOR: "1" };
  const [program = "", ...before] = notifyWords;

  async function run(
    args: readonly string[],
    input = "",
    wrap: readonly string[] = [],
  ): Promise<Ended> {
    const [first = "", ...rest] = [...wrap, program, ...before, ...args];
    const child = new Deno.Command(first, {
      args: rest,
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const [{ code, stdout, stderr }] = await Promise.all([child.output(), feed(child, input)]);
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  /** Nobody reads its output, or has even closed it. */
  async function stuck(
    args: readonly string[],
    input: string,
    { closed = false } = {},
  ): Promise<Deno.ChildProcess> {
    const child = new Deno.Command(program, {
      args: [...before, ...args],
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    if (closed) await child.stdout.cancel();
    await feed(child, input);
    return child;
  }

  return {
    stuck,
    run,
    async seen(set: string): Promise<number> {
      const { sets } = JSON.parse((await run(["sets", "--json"])).stdout);
      return sets.find(({ name }: { name: string }) => name === set)?.seen ?? 0;
    },
  };
}

/** One that was killed reads no more. */
async function feed(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.BrokenPipe)) throw thrown;
  }
}

export function linesOf(ids: readonly (number | string)[]): string {
  return ids.map((id) => JSON.stringify({ id, text: `item ${id}` }) + "\n").join("");
}

interface Printed {
  readonly id: number;
  readonly repeated?: true;
}

/** The items in an output; a line that a kill cut off is none. */
export function printed(stdout: string): readonly Printed[] {
  return stdout.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}
