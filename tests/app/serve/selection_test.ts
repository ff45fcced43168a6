import assert from "node:assert/strict";
import { silently } from "@/app/asked.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { nothingAsked, type SelectionConfig } from "@/config/selection_config.ts";
import { selectionText } from "@/config/selection_words.ts";
import { SyncError } from "@/domain/errors.ts";
import { daemonWorld } from "@tests/app/serve/support.ts";
import { lookAtLog } from "@tests/simulation/process.ts";

/** As `[selection]` says it. */
const home: SelectionConfig = { ...nothingAsked, projects: ["Home"] };

/** Two tasks that are linked; `take`: somebody has seen what selecting those of Home changes. */
async function selectingWorld() {
  const daemon = daemonWorld();
  daemon.machine.taskwarrior.person.run({
    kind: "add",
    set: { description: "mow", project: "Home" },
  });
  daemon.task("call");
  const linked = () => lookAtLog(daemon.machine.folder, daemon.time.runtime.now).reader.linkCount();
  await daemon.until(() => linked() === 2);
  const { config } = daemon.machine;
  const take = (acceptsSelection: boolean) =>
    daemon.doors[0]!.behind.operations().sync({
      projects: [],
      full: false,
      jobs: 4,
      allowMassDelete: false,
      selection: selectionText(home),
      acceptsSelection,
    }, silently(new AbortController().signal));
  const outside = async () =>
    (await daemon.doors[0]!.behind.operations().status({}, silently(new AbortController().signal)))
      .selection.outside.length;
  return { daemon, config, take, outside };
}

Deno.test("serve goes on with another selection in one step, once somebody has seen what it changes", async () => {
  const { daemon, config, take, outside } = await selectingWorld();
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  await assert.rejects(daemon.result(take(false)), { code: "SELECTION" });
  assert.equal(daemon.state.starts, 1);
  const { linked } = await daemon.result(take(true));
  assert.deepEqual([linked, daemon.state.starts, await outside()], [1, 2, 1]);
  assert.deepEqual(daemon.doors.map(({ isRefusing }) => isRefusing), [false, false]);
  // It is its own now: nothing is to be taken on again.
  await daemon.result(take(true));
  assert.equal(daemon.state.starts, 2);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve tells what another selection changes as a process without it does, by its own configuration as that is now", async () => {
  const { daemon, config, outside } = await selectingWorld();
  const { signal } = new AbortController();
  const asked = {
    projects: [],
    full: false,
    jobs: 4,
    allowMassDelete: false,
    selection: selectionText(home),
  };
  const plan = () =>
    daemon.result(daemon.doors[0]!.behind.operations().plan(asked, silently(signal)));
  await assert.rejects(plan(), { code: "SELECTION", message: /which selects other tasks/ });
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  const told = await plan();
  assert.deepEqual(told.changes.map(({ title, action }) => [title, action]), [["call", "leave"]]);
  daemon.machine.select(home);
  const alone = createManualSync(daemon.openRun).plan(asked, () => {}, signal);
  assert.deepEqual({ ...told, requests: 0 }, { ...await daemon.result(alone), requests: 0 });
  assert.deepEqual([daemon.state.starts, await outside()], [1, 0], "nothing of it is done");
  daemon.stop();
  await daemon.end();
});

Deno.test("serve refuses a selection that its own configuration does not have, and goes on with the one that it has", async () => {
  const { daemon, config, take, outside } = await selectingWorld();
  await assert.rejects(daemon.result(take(true)), {
    code: "SELECTION",
    message: /config\.toml, which selects/,
  });
  daemon.state.reread = () => Promise.reject(new SyncError("CONFIG", "two problems"));
  await assert.rejects(daemon.result(take(true)), { message: "two problems" });
  assert.equal(daemon.state.starts, 1);
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  daemon.state.refusal = new SyncError("CONFIG", "no server is set");
  await assert.rejects(daemon.result(take(true)), { message: "no server is set" });
  assert.deepEqual([daemon.state.starts, await outside()], [2, 0]);
  daemon.task("later");
  await daemon.until(() => daemon.machine.vikunja.tasks().length === 3);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve refuses whoever waits for another selection when it stops", async () => {
  const { daemon, config, take } = await selectingWorld();
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  daemon.stop();
  await assert.rejects(daemon.result(take(true)), { code: "LOCKED" });
  await daemon.end();
});
