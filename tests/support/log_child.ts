import { SyncError } from "@/domain/errors.ts";
import { observed } from "@tests/support/log_events.ts";
import { logAt } from "@tests/support/temp_log.ts";

/**
 * A process that appends to the log at `path` and prints a line for each append that was acknowledged.
 * `pairs`: for ever, two streams at a time; `shared COUNT`: to one stream that others append to as well;
 * `full`: until the disk is full, and once more after a line on stdin.
 */
const [mode, path, ...rest] = Deno.args;
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
using log = logAt(path ?? "");

async function pairs(): Promise<never> {
  const writer = async (name: string) => {
    for (let version = 0;; version += 2) {
      const events = [observed("vikunja", `${version}`), observed("taskwarrior", `${version}`)];
      await log.store.append([
        { streamId: `${name}-left`, expectedVersion: version, events },
        { streamId: `${name}-right`, expectedVersion: version, events },
      ]);
      print(`${name} ${version + 2}`);
    }
  };
  return await Promise.race(["a", "b", "c", "d", "e", "f", "g", "h"].map(writer));
}

async function shared(count: number): Promise<void> {
  for (let done = 0; done < count;) {
    const streamId = "shared";
    const expectedVersion = log.store.streamVersion(streamId);
    try {
      await log.store.append([
        { streamId, expectedVersion, events: [observed("vikunja", `${Deno.pid}`)] },
        {
          streamId: `own-${Deno.pid}`,
          expectedVersion: done,
          events: [observed("vikunja", `${Deno.pid}`)],
        },
      ]);
      done++;
    } catch (thrown) {
      if (!(thrown instanceof SyncError) || thrown.code !== "VERSION_CONFLICT") throw thrown;
    }
  }
  print("done");
}

async function untilFull(): Promise<void> {
  const large = "x".repeat(20_000);
  const append = (expectedVersion: number) =>
    log.store.append([
      { streamId: "a", expectedVersion, events: [observed("vikunja", large)] },
    ]);
  let version = 0;
  try {
    for (; version < 10_000; version++) await append(version);
  } catch (thrown) {
    print(`${thrown instanceof SyncError ? thrown.code : thrown} ${version}`);
  }
  await Deno.stdin.read(new Uint8Array(10));
  await append(version);
  print(`again ${log.store.streamVersion("a")}`);
}

switch (mode) {
  case "pairs":
    await pairs();
    break;
  case "shared":
    await shared(Number(rest[0]));
    break;
  case "full":
    await untilFull();
    break;
}
