import { fileLock } from "@/locks/file_lock.ts";

/**
 * A process that uses the lock at `path`.
 * `hold`: has it until a line comes on stdin; `count FILE TIMES`: adds to the number in a file under it.
 */
const [mode, path = "", ...rest] = Deno.args;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

async function hold(): Promise<void> {
  await using _lock = await fileLock(path, { holder: "a test" });
  print("held");
  await Deno.stdin.read(new Uint8Array(10));
}

async function count(file: string, times: number): Promise<void> {
  for (let done = 0; done < times; done++) {
    await using _lock = await fileLock(path, { timeoutMs: 60_000 });
    const before = Number(await Deno.readTextFile(file));
    await Deno.writeTextFile(file, `${before + 1}`);
  }
}

switch (mode) {
  case "hold":
    await hold();
    break;
  case "count":
    await count(rest[0] ?? "", Number(rest[1]));
    break;
}
