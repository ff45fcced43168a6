import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { lockedUpdateJson } from "@/locks/json_store.ts";

/**
 * Counts `n` of a JSON file up, under a lock, with the same fsyncs whoever locks: of the new file and of the
 * folder. Prints a line when it is ready, begins when one comes.
 */
const [contestant, path = "", times = "0"] = Deno.args;

type Loop = (path: string, times: number) => Promise<void>;

/** Before it is ready, on a file of its own: what a compiler does at the start is no part of a lock. */
const warmUpTimes = contestant === "proper-lockfile" ? 50 : 500;

const strategies = ["flock", "exclusive-file"] as const;

function ours(strategy: (typeof strategies)[number]): Loop {
  const options = { strategy, default: { n: 0 }, timeoutMs: 120_000 };
  return async (path, times) => {
    for (let done = 0; done < times; done++) {
      await lockedUpdateJson<{ n: number }>(path, ({ n }) => ({ n: n + 1 }), options);
    }
  };
}

/** The least that can be had: the kernel wakes the next one, and nothing is checked. */
const bare: Loop = (path, times) => {
  using lock = Deno.openSync(`${path}.lock`, { read: true, write: true, create: true });
  for (let done = 0; done < times; done++) {
    lock.lockSync(true);
    addOne(path);
    lock.unlockSync();
  }
  return Promise.resolve();
};

interface ProperLockfile {
  lock(path: string, options: object): Promise<() => Promise<void>>;
}

async function properLockfile(): Promise<Loop> {
  const name = "npm:proper-lockfile@4.1.2";
  const { default: lockfile }: { default: ProperLockfile } = await import(name);
  const retries = { retries: 100_000, factor: 1, minTimeout: 1, maxTimeout: 20, randomize: true };
  return async (path, times) => {
    for (let done = 0; done < times; done++) {
      const release = await lockfile.lock(path, { retries });
      addOne(path);
      await release();
    }
  };
}

function addOne(path: string): void {
  const { n } = JSON.parse(readFileSync(path, "utf8"));
  const temporary = `${path}.${crypto.randomUUID()}`;
  const file = openSync(temporary, "wx");
  writeFileSync(file, `${JSON.stringify({ n: n + 1 }, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

async function loopOf(name: string | undefined): Promise<Loop> {
  const strategy = strategies.find((each) => each === name);
  if (strategy !== undefined) return ours(strategy);
  return name === "bare" ? bare : await properLockfile();
}

const loop = await loopOf(contestant);
const scratch = `${path}.${Deno.pid}`;
writeFileSync(scratch, '{ "n": 0 }');
await loop(scratch, warmUpTimes);
console.log("ready");
await Deno.stdin.read(new Uint8Array(1));
await loop(path, Number(times));
