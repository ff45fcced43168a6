import { fileLock, type LockStrategy } from "@/locks/file_lock.ts";

/**
 * A process that uses the lock at `path`.
 * `hold STRATEGY`: has it until a line comes on stdin; `count FILE TIMES STRATEGY`: adds to the number in a file
 * under it.
 */
const [mode, path = "", ...rest] = Deno.args;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

const strategyOf = (name: string | undefined): LockStrategy =>
  name === "exclusive-file" ? name : "flock";

async function hold(strategy: LockStrategy): Promise<void> {
  await using _lock = await fileLock(path, { strategy, holder: "a test" });
  print("held");
  await Deno.stdin.read(new Uint8Array(10));
}

async function count(file: string, times: number, strategy: LockStrategy): Promise<void> {
  for (let done = 0; done < times; done++) {
    await using _lock = await fileLock(path, { strategy, timeoutMs: 60_000 });
    const before = Number(await Deno.readTextFile(file));
    await Deno.writeTextFile(file, `${before + 1}`);
  }
}

switch (mode) {
  case "hold":
    await hold(strategyOf(rest[0]));
    break;
  case "count":
    await count(rest[0] ?? "", Number(rest[1]), strategyOf(rest[2]));
    break;
}
