import assert from "node:assert/strict";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { SyncError } from "@/domain/errors.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { configPath } from "@tests/config/support.ts";
import { setupWorld, stateDir } from "@tests/support/setup_world.ts";
import { examined, findingOf, findings, found } from "@tests/app/doctor/support.ts";

Deno.test("doctor finds nothing wrong where nothing is, in an order that does not change", async () => {
  const states = (await examined(await setupWorld())).map(({ check, state }) => [check, state]);
  assert.deepEqual(states, [
    ["taskwarrior", "ok"],
    ["attributes", "ok"],
    ["machines", "ok"],
    ["hook", "note"],
    ["server", "ok"],
    ["token", "ok"],
    ["clock", "ok"],
    ["daemon", "note"],
    ["lock", "ok"],
    ["log", "note"],
    ["backups", "note"],
    ["spool", "ok"],
    ["files", "ok"],
    ["units", "skipped"],
    ["webhooks", "skipped"],
    ["loop", "skipped"],
  ]);
});

Deno.test("doctor finds a last backup that is older than three days, where they are made daily", async () => {
  const finding = (lastBackupAt: string, config = "") =>
    found("backups", ({ deps }) => void Object.assign(deps, { lastBackupAt: () => lastBackupAt }), {
      config,
    });
  const { deps: { runtime } } = await setupWorld();
  const ago = (days: number) => new Date(runtime.now().getTime() - days * 86_400_000).toISOString();
  assert.equal((await finding(ago(2))).state, "ok");
  const late = await finding(ago(4));
  assert.deepEqual([late.state, late.mend], ["note", "vikunja-sync backup create"]);
  assert.match(late.says, /: 4 days ago$/);
  assert.equal((await finding(ago(4), 'backup = "off"\n')).state, "ok");
});

Deno.test("T8 doctor tells a token that the server does not know", async () => {
  const finding = await found("token", () => {}, { token: () => "tk_gone" });
  assert.equal(finding.state, "wrong");
  assert.match(finding.says, /revoked, expired or mistyped/);
});

for (const missing of ["tasks: delete", "labels: create", "tasks_comments: update"]) {
  Deno.test(`T8 doctor names the permission ${missing} where the token lacks it`, async () => {
    const token = {
      token: ({ tokenWithout }: { tokenWithout: (m: string) => string }) => tokenWithout(missing),
    };
    const finding = await found("token", () => {}, token);
    assert.equal(finding.state, "wrong");
    assert.equal(finding.says, `the token lacks the permission ${missing}`);
    assert.match(finding.mend ?? "", /Settings, API tokens/);
  });
}

Deno.test("doctor notes what a token may not that only webhooks need, and claims where they show", async () => {
  const lacking = ["projects_webhooks: create", "tasks_assignees: create"];
  for (const [config, count] of [["", 1], ['[claims]\nmirror = "assignee"\n', 2]] as const) {
    const world = await setupWorld({ config, token: (server) => server.tokenWithout(...lacking) });
    const notes = (await findings(world, "token")).filter(({ state }) => state === "note");
    assert.equal(notes.length, count);
    assert.match(notes.at(-1)?.says ?? "", /projects_webhooks: create, needed to set up webhooks/);
  }
});

Deno.test("doctor names what a token lacks for kanban cards, where they are synced", async () => {
  const token = (server: { tokenWithout: (...lacking: string[]) => string }) =>
    server.tokenWithout("projects: views_buckets", "projects: views_buckets_tasks");
  const says = async (config: string) =>
    (await findings(await setupWorld({ config, token }), "token")).map((each) => each.says);
  const fine = "it has every permission that sync needs";
  assert.deepEqual(await says(""), [fine]);
  assert.deepEqual(await says('[mapping]\nbucket = "uda:bucket"\n'), [
    fine,
    "the token lacks the permission projects: views_buckets, views_buckets_tasks, needed to sync the buckets of kanban cards",
  ]);
});

Deno.test("doctor finds a server that is down, and does not ask it for the rest", async () => {
  const world = await setupWorld();
  world.server.isDown = true;
  await world.deps.webhookStore.keep({ url: "https://a.example/webhook", seal: "", hooks: [] });
  const finding = await findingOf(world, "server");
  assert.equal(finding.state, "wrong");
  assert.match(finding.says, /no answer from/);
  assert.equal((await findingOf(world, "webhooks")).state, "skipped");
});

Deno.test("doctor finds a clock that is wrong, and notes one that is a bit off", async () => {
  const far = await found("clock", ({ server }) => void (server.clock.aheadMs = 3_600_000));
  assert.equal(far.state, "wrong");
  assert.match(far.says, /^360[01] s behind the server's$/);
  assert.match(far.mend ?? "", /timedatectl/);
  const near = await found("clock", ({ server }) => void (server.clock.aheadMs = -10_000));
  assert.equal(near.state, "note");
  assert.match(near.says, /^(9|10) s ahead of the server's; edits are compared/);
});

Deno.test("doctor finds a Taskwarrior that cannot be used, and asks nothing that needs it", async () => {
  const world = await setupWorld();
  world.list.failure = new SyncError("TASK_MISSING", "Cannot start Taskwarrior", {
    hint: "Install",
  });
  const all = await examined(world);
  assert.deepEqual([all[0]?.check, all[0]?.state, all[0]?.mend], [
    "taskwarrior",
    "wrong",
    "Install",
  ]);
  assert.deepEqual(
    all.filter(({ check }) => ["attributes", "machines", "hook"].includes(check)),
    [],
  );
});

Deno.test("doctor finds that the data of both versions are in one folder", async () => {
  const finding = await found("taskwarrior", ({ list }) => {
    list.both = { what: "both are there", mend: "move one" };
  });
  assert.deepEqual([finding.state, finding.says, finding.mend], [
    "wrong",
    "both are there",
    "move one",
  ]);
});

Deno.test("doctor notes attributes that the taskrc lacks, and the command that adds them", async () => {
  const finding = await found("attributes", ({ list }) => {
    list.missingLines = ["uda.notes.type=string"];
  });
  assert.deepEqual([finding.state, finding.mend], ["note", "vikunja-sync sync --yes"]);
  assert.match(finding.says, /uda\.notes\.type=string/);
});

for (const setting of ["taskd.server=tasks.example:53589", "sync.server.url=https://s.example"]) {
  Deno.test(`doctor warns where Taskwarrior itself syncs several machines (${setting})`, async () => {
    const finding = await found("machines", ({ list }) => {
      list.settings = ["sync.server.url=", setting];
    });
    assert.equal(finding.state, "note");
    assert.match(finding.says, /only one of them may run vikunja-sync/);
  });
}

Deno.test("doctor says who has the lock, and that it is the daemon's", async () => {
  const holder = { pid: 4711, host: "here", startedAt: "", since: "noon", command: "sync" };
  const other = await found("lock", (world) => void (world.lock = { state: "exclusive", holder }));
  assert.deepEqual([other.state, other.mend], ["note", "wait for it, or: kill 4711"]);
  assert.match(other.says, /process 4711 \(sync\) has it since noon/);
  const nobody = await found("lock", (world) => {
    world.lock = { state: "exclusive", holder: null };
  });
  assert.equal(nobody.mend, `fuser -v ${stateDir}/direct.lock`);
});

Deno.test("doctor finds a log that cannot be opened, and one that has problems", async () => {
  const none = await found("log", (world) => {
    world.logFailure = new SyncError("LOG_DAMAGED", "log.db is no log");
  });
  assert.deepEqual([none.state, none.says, none.mend], [
    "wrong",
    "log.db is no log",
    "vikunja-sync repair",
  ]);
  const world = await setupWorld();
  const log = openMemoryLog({ projections: logProjections, now: world.deps.runtime.now });
  world.log = { ...log, integrity: () => ["one is off", "another too"] };
  assert.deepEqual((await findings(world, "log")).map(({ says }) => says), [
    "one is off",
    "another too",
  ]);
});

Deno.test("doctor says what ended the last run, which is in the log", async () => {
  const world = await setupWorld();
  const log = openMemoryLog({ projections: logProjections, now: world.deps.runtime.now });
  await appendLogEvents(log.store, [{
    type: "SyncFailed",
    data: {
      code: "AUTH",
      message: "Cannot ask: no",
      hint: "Make a new token",
      since: "2026-05-01T11:00:00Z",
    },
  }]);
  world.log = log;
  const finding = await findingOf(world, "last run");
  assert.deepEqual([finding.state, finding.says, finding.mend], [
    "wrong",
    "it failed: Cannot ask: no (AUTH)",
    "Make a new token",
  ]);
});

Deno.test("doctor says that wake-ups wait, and that hooks can leave none", async () => {
  const waiting = await found("spool", (world) => void (world.spoolBytes = 2));
  assert.deepEqual([waiting.state, waiting.mend], ["note", "vikunja-sync sync"]);
  const shut = await found("spool", ({ files }) => void files.readOnly.add(stateDir));
  assert.deepEqual([shut.state, shut.mend], ["wrong", `chmod u+rwx ${stateDir}`]);
  const none = await found("spool", ({ files }) => void files.all.delete(`${stateDir}/log.db`));
  assert.deepEqual([none.state, none.mend], ["note", "vikunja-sync sync"]);
});

Deno.test("doctor finds files that others can read, those of the configuration too", async () => {
  const world = await setupWorld({ config: 'webhook_auth = "a:b"\n' });
  await world.files.setMode(configPath, 0o640);
  await world.files.replace(`${stateDir}/webhook-secret`, "00\n", 0o644);
  await world.files.setMode(`${stateDir}/log.db`, 0o644);
  const warning = "others can read /home/ada/token: chmod 600 /home/ada/token";
  const config = { ...world.deps.config, warnings: [warning] };
  const spoilt = { ...world, deps: { ...world.deps, config } };
  assert.deepEqual((await findings(spoilt, "files")).map(({ mend }) => mend), [
    `chmod 600 ${stateDir}/webhook-secret`,
    "chmod 600 /home/ada/token",
    `chmod 600 ${configPath}`,
  ]);
});
