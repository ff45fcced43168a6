import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
import { fileLock, type LockStrategy } from "@/locks/file_lock.ts";
import { lockedUpdateJson } from "@/locks/json_store.ts";

/**
 * A process that changes the JSON file at `path`.
 * `add TIMES STRATEGY [at once]`: counts `n` up, begun when a line comes; `write STRATEGY`: for ever, texts of
 * one letter whose length the file says too, and prints a line under the lock before each; `share`: has its
 * lock with others until a line comes; `hold STRATEGY`: alone; `turns`: again and again, and prints a line
 * each time that it had the lock.
 */
const [mode, path = "", ...rest] = thisProcess.args;
const print = (line: string) => streams.output.write(new TextEncoder().encode(`${line}\n`));
const line = () => streams.input.read(new Uint8Array(10));
const strategyOf = (name: string | undefined): LockStrategy =>
  name === "exclusive-file" ? name : "flock";

async function add(times: number, strategy: LockStrategy): Promise<void> {
  print("ready");
  await line();
  for (let done = 0; done < times; done++) {
    await lockedUpdateJson<{ n: number }>(path, ({ n }) => ({ n: n + 1 }), {
      strategy,
      default: { n: 0 },
      timeoutMs: 120_000,
    });
  }
}

async function write(strategy: LockStrategy): Promise<void> {
  print("ready");
  for (let round = 0;; round++) {
    const size = round % 2 === 0 ? 40_000 : 10;
    const value = { size, text: (round % 2 === 0 ? "a" : "b").repeat(size) };
    const update = () => {
      print("writes");
      return value;
    };
    await lockedUpdateJson(path, update, { strategy, default: value });
  }
}

async function hold(shared: boolean, strategy: LockStrategy): Promise<void> {
  await using _lock = await fileLock(`${path}.lock`, { shared, strategy, holder: "a test" });
  print("held");
  await line();
}

async function turns(): Promise<void> {
  print("ready");
  await line();
  for (;;) {
    await using _lock = await fileLock(`${path}.lock`, { timeoutMs: 60_000 });
    for (const from = performance.now(); performance.now() - from < 0.5;);
    print("had it");
  }
}

switch (mode) {
  case "add":
    await add(Number(rest[0]), strategyOf(rest[1]));
    break;
  case "write":
    await write(strategyOf(rest[0]));
    break;
  case "share":
    await hold(true, "flock");
    break;
  case "hold":
    await hold(false, strategyOf(rest[0]));
    break;
  case "turns":
    await turns();
    break;
}
