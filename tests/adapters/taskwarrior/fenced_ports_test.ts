import assert from "node:assert/strict";
import { fencedPorts } from "@/adapters/taskwarrior/fenced_ports.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { SyncError } from "@/domain/errors.ts";

Deno.test("fencedPorts() let nothing be written once the list is lost, by whatever way, and let read", async () => {
  const done: string[] = [];
  const note = (what: string) => () => void done.push(what);
  let lost: SyncError | null = null;
  const ports = fencedPorts(
    {
      program: {
        path: "task",
        run: (args: readonly string[]) => Promise.resolve(done.push(args.join())),
      },
      files: { whileHeld: note("held"), read: note("read") },
      database: () => ({ write: note("written"), read: note("looked") }),
    } as unknown as TaskwarriorPorts,
    () => ({
      check() {
        if (lost !== null) throw lost;
      },
    }),
  );
  const database = ports.database("data");
  const run = (what: string) => ports.program.run(["rc.gc=off", what], { limitMs: 1 });
  const writes = [
    () => run("import"),
    () => Promise.resolve().then(() => ports.files.whileHeld([], () => {})),
    () => Promise.resolve().then(() => database.write(() => {})),
  ];
  for (const write of writes) await write();
  assert.deepEqual(done.splice(0), ["rc.gc=off,import", "held", "written"]);
  lost = new SyncError("FENCED", "another has it");
  for (const write of writes) await assert.rejects(write, lost);
  await run("export");
  ports.files.read("pending.data", 0, 1);
  database.read(() => {});
  assert.deepEqual(done, ["rc.gc=off,export", "read", "looked"]);
});
