import assert from "node:assert/strict";
import { join } from "node:path";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { watchFolder } from "@/adapters/fs/watch_folder.ts";
import { lastingWatch, type Watch } from "@/adapters/fs/lasting_watch.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";

interface Watched extends Disposable {
  readonly file: string;
  readonly folder: string;
  readonly said: readonly string[];
  readonly changes: () => number;
}

function watching(parent: string, watch?: Watch): Watched {
  const folder = join(parent, "data");
  const file = join(folder, "tasks");
  Deno.mkdirSync(folder);
  const said: string[] = [];
  let changes = 0;
  const signature = () => {
    try {
      return Deno.readTextFileSync(file);
    } catch {
      return "-";
    }
  };
  const watched = lastingWatch({
    runtime: systemRuntime,
    folder,
    watch: watch ?? ((...told) => watchFolder(folder, (name) => name === "tasks", ...told)),
    signature,
    onChange: () => changes++,
    say: (text) => said.push(text),
    timing: { lookMs: 5, placeMs: 10 },
  });
  return {
    file,
    folder,
    said,
    changes: () => changes,
    [Symbol.dispose]: () => watched[Symbol.dispose](),
  };
}

Deno.test("R6: lastingWatch() goes on by looking where no watch is to be had, and says so", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path, () => {
    throw new Error("EMFILE: too many open files, watch");
  });
  assert.match(watched.said.join(), /cannot be watched \(EMFILE.*looked at instead/);
  await Deno.writeTextFile(watched.file, "1");
  await until("a change", () => watched.changes() > 0);
});

Deno.test("R6: lastingWatch() goes on by looking when its watch fails later, once", async () => {
  using parent = tempFolder();
  let fail: (cause: Error) => void = () => {};
  using watched = watching(parent.path, (_onChange, onError) => {
    fail = onError;
    return { [Symbol.dispose]() {} };
  });
  for (const _ of [1, 2]) fail(new Error("ENOSPC"));
  assert.equal(watched.said.length, 1);
  const before = watched.changes();
  await Deno.writeTextFile(watched.file, "1");
  await until("a change", () => watched.changes() > before);
});

Deno.test("R6: lastingWatch() watches a folder anew that another one took the place of, and says so", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  await Deno.rename(watched.folder, join(parent.path, "old"));
  await Deno.mkdir(watched.folder);
  await until("words", () => watched.said.some((text) => text.includes("watched anew")));
  const before = watched.changes();
  await Deno.writeTextFile(watched.file, "1");
  await until("a change", () => watched.changes() > before);
});

Deno.test("R6: lastingWatch() waits for a folder that is gone", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  await Deno.remove(watched.folder);
  await until("words", () => watched.said.some((text) => text.includes("is gone")));
  await Deno.mkdir(watched.folder);
  await until("words", () => watched.said.some((text) => text.includes("watched anew")));
  const before = watched.changes();
  await Deno.writeTextFile(watched.file, "1");
  await until("a change", () => watched.changes() > before);
});
