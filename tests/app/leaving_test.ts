import assert from "node:assert/strict";
import { createLeaving } from "@/app/leaving/leaving.ts";
import { createInstallation } from "@/app/setup/installation.ts";
import { engineMarkName } from "@/ports/engine_mark.ts";
import type { LeavingOptions, Trace } from "@/ports/leaving.ts";
import { configPath } from "@tests/config/support.ts";
import { setupWorld, stateDir } from "@tests/support/setup_world.ts";

const options: LeavingOptions = {
  keepLog: false,
  dropUdas: false,
  withoutServer: false,
  all: true,
};
const { signal } = new AbortController();

/** Everything that can be there, is. */
async function linkedWorld() {
  const world = await setupWorld({ config: 'default_project = "home"\n' });
  const { deps, files } = world;
  const installation = createInstallation(deps);
  await installation.hook(signal);
  await installation.units(signal);
  await installation.webhooks("http://127.0.0.1:9/webhook", signal);
  files.all.set(`/home/ada/.task/${engineMarkName}`, { text: "{}", mode: 0o600, modifiedMs: 0 });
  world.list.noted.add("a");
  const names = new Set(["log.db", "wakes"]);
  const leaving = createLeaving({
    ...deps,
    lockLog: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    marks: { others: () => [] },
    otherProfiles: () => [],
    stateFiles: {
      list: () => ({ history: [], ours: [...names], others: [] }),
      remove(gone) {
        for (const name of gone) names.delete(name);
        files.all.delete(`${stateDir}/log.db`);
      },
    },
    program: { list: () => Promise.resolve([]), remove: () => Promise.resolve() },
  });
  return { world, leaving, names };
}

const parts = ["units", "hook", "webhooks", "annotations", "mark", "state", "configuration"];

Deno.test("createLeaving() takes all parts away, state and configuration last", async () => {
  const { leaving, world } = await linkedWorld();
  const told: Trace[] = [];
  const { failed } = await leaving.carryOut(options, (trace) => void told.push(trace), signal);
  assert.deepEqual([told.map(({ part }) => part), failed], [parts, []]);
  assert.deepEqual(Object.keys(world.files.texts()), ["/opt/vikunja-sync"]);
  assert.deepEqual((await leaving.plan(options, signal)).takes, []);
});

for (const part of parts) {
  Deno.test(`createLeaving() stopped after ${part} goes on there the next time`, async () => {
    const { leaving, world } = await linkedWorld();
    const stop = new AbortController();
    const first: string[] = [];
    const stopAt = (trace: Trace) => {
      first.push(trace.part);
      if (trace.part === part) stop.abort();
    };
    const begun = leaving.carryOut(options, stopAt, stop.signal);
    await assert.rejects(begun);
    const then: string[] = [];
    await leaving.carryOut(options, (trace) => void then.push(trace.part), signal);
    assert.deepEqual([...first, ...then], parts);
    assert.deepEqual(Object.keys(world.files.texts()), ["/opt/vikunja-sync"]);
  });
}

Deno.test("createLeaving() keeps state and configuration as long as a part before them fails", async () => {
  const { leaving, world, names } = await linkedWorld();
  const task = world.list.failure;
  assert.equal(task, null);
  world.files.remove = () => Promise.reject(new Error("EROFS: read-only file system"));
  const { removed, failed } = await leaving.carryOut(options, () => {}, signal);
  assert.deepEqual(failed.map(({ part }) => part), ["units", "hook", "mark"]);
  assert.deepEqual(removed.map(({ part }) => part), ["webhooks", "annotations"]);
  assert.deepEqual([...names], ["log.db", "wakes"]);
  assert.ok(configPath in world.files.texts());
});

Deno.test("createLeaving() switches off the units of a package, which would start the daemon again", async () => {
  const { leaving, world } = await linkedWorld();
  let isEnabled = true;
  world.programs.set("systemctl", (words) => {
    if (words.includes("disable")) isEnabled = false;
    const code = words.includes("is-enabled") && !isEnabled ? 1 : 0;
    return { code, stdout: "", stderr: "" };
  });
  for (const path of Object.keys(world.files.texts())) {
    if (path.includes("/systemd/")) world.files.all.delete(path);
  }
  const [first] = (await leaving.plan(options, signal)).takes;
  assert.deepEqual(first, {
    part: "units",
    says: "those of the package, which are switched off",
  });
  await leaving.carryOut(options, () => {}, signal);
  assert.equal(isEnabled, false);
  assert.deepEqual((await leaving.plan(options, signal)).takes, []);
});
