import assert from "node:assert/strict";
import { createBackups } from "@/app/backup/backups.ts";
import { SyncError } from "@/domain/errors.ts";
import { claimsOf } from "@/app/claims_here.ts";
import type { Log } from "@/ports/log.ts";
import { backupWorld, signal } from "@tests/support/backup_world.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { logAt } from "@tests/support/temp_log.ts";

const yes = () => Promise.resolve(true);
const dayMs = 86_400_000;

Deno.test("create() makes one file that verify() finds whole, beside somebody who writes the log", async () => {
  using world = await backupWorld();
  using log = logAt(world.logPath);
  const { path, manifest } = await world.create();
  assert.deepEqual(manifest.tasks, { log: 1, taskwarrior: 1, vikunja: 1 });
  assert.deepEqual(
    [manifest.events, manifest.leftOut, manifest.parts.map(({ name }) => name)],
    [2, [], ["log.db", "taskwarrior.jsonl", "vikunja.jsonl"]],
  );
  assert.deepEqual(await world.backups.verify(path, signal), { path, problems: [] });
  const [row] = await world.backups.list();
  assert.equal(row?.verifiedAt, "2026-11-20T10:00:00.000Z");
  assert.equal(world.backups.lastAt(), "2026-11-20T10:00:00.000Z");
  assert.equal(world.backups.find(path.split("/").at(-1) ?? ""), path);
  assert.deepEqual(log.integrity(), []);
});

Deno.test("create() goes without what a side does not tell, and says so", async () => {
  const away = () => Promise.reject(new SyncError("SERVER_UNAVAILABLE", "it is away"));
  using world = await backupWorld({ vikunja: away });
  const { manifest } = await world.create();
  assert.deepEqual(manifest.leftOut, ["the tasks of Vikunja: it is away"]);
  assert.deepEqual(manifest.tasks, { log: 1, taskwarrior: 1, vikunja: null });
});

Deno.test("create() leaves nothing behind that looks like a backup where it fails or is stopped", async () => {
  const stop = new AbortController();
  using world = await backupWorld({
    vikunja: () => Promise.reject(new SyncError("DISK_FULL", "no room")),
  });
  assert.equal((await refusal(world.create())).code, "DISK_FULL");
  const stopped = createBackups({
    ...world.deps,
    vikunja() {
      stop.abort();
      return Promise.reject(new Error("aborted"));
    },
  });
  await assert.rejects(stopped.create({ withoutServer: false }, stop.signal));
  assert.deepEqual([...Deno.readDirSync(world.deps.folder)], []);
});

Deno.test("create() takes away what a killed one has left", async () => {
  using world = await backupWorld();
  Deno.mkdirSync(`${world.deps.folder}/.making-x`, { recursive: true });
  Deno.writeTextFileSync(`${world.deps.folder}/.making-x/packed.tar.gz`, "half");
  assert.deepEqual(await world.backups.list(), []);
  const { path } = await world.create();
  const names = [...Deno.readDirSync(world.deps.folder)].map(({ name }) => name).toSorted();
  assert.deepEqual(names, [".verified.json", path.split("/").at(-1)]);
});

Deno.test("create() refuses where there is no log, and where it is damaged", async () => {
  using world = await backupWorld();
  const bytes = Deno.readFileSync(world.logPath);
  Deno.removeSync(world.logPath);
  assert.equal((await refusal(world.create())).code, "NOT_FOUND");
  const at = new TextDecoder("latin1").decode(bytes).indexOf("task 1");
  bytes[at]! ^= 1;
  Deno.writeFileSync(world.logPath, bytes);
  assert.equal((await refusal(world.create())).code, "LOG_DAMAGED");
});

Deno.test("verify() and restore() refuse a backup whose log was damaged before it was packed", async () => {
  using world = await backupWorld();
  const { path } = await createBackups({
    ...world.deps,
    log: {
      ...world.deps.log,
      async copy(to) {
        await world.deps.log.copy(to);
        const bytes = Deno.readFileSync(to);
        bytes[new TextDecoder("latin1").decode(bytes).indexOf("task 1")]! ^= 1;
        Deno.writeFileSync(to, bytes);
      },
      examine: () => ({ events: 2, tasks: 1, problems: [] }),
    },
  }).create({ withoutServer: true }, signal);
  const { problems } = await world.backups.verify(path, signal);
  assert.match(problems.join(), /is not as it was written/);
  assert.equal((await world.backups.list())[0]?.verifiedAt, null);
  const error = await refusal(world.backups.restore(path, yes, signal));
  assert.equal(error.code, "BACKUP_DAMAGED");
  assert.equal(world.events(), 2);
});

Deno.test("restore() puts the log back, and moves the one that is there aside with all that it has", async () => {
  using world = await backupWorld();
  const { path } = await world.create();
  await world.add(2);
  const open = logAt(world.logPath);
  assert.equal(await world.backups.restore(path, () => Promise.resolve(false), signal), null);
  assert.equal(world.events(), 4);
  open.close();
  const restored = await world.backups.restore(path, yes, signal);
  assert.equal(world.events(), 3, "with the word that its claims are void");
  using before = logAt(restored?.movedTo ?? "");
  assert.equal(before.reader.eventCount(), 4);
  assert.deepEqual(before.integrity(), []);
  const left = [...Deno.readDirSync(world.path)].filter(({ name }) => name.includes("restoring"));
  assert.deepEqual(left, []);
});

Deno.test("restore() gives no number of a claim out again, and voids those that the backup knows", async () => {
  using world = await backupWorld();
  const task = "task-1";
  const claims = (log: Log) =>
    claimsOf(log, {
      clock: () => ({ wallMs: Date.parse("2026-11-20T10:00:00Z"), boot: null, uptimeMs: 0 }),
      rules: {
        projectPath: (name) => [name],
        projectName: (path) => path.join("."),
        levels: { medium: 2, high: 3 },
      },
    });
  const claim = async (agent: string, log: Log) => {
    const claimed = await claims(log).claimTask(task, { agent, forMs: 60_000 });
    assert.ok(claimed.ok);
    return claimed.token;
  };
  async function within<T>(work: (log: Log) => Promise<T>): Promise<T> {
    using log = logAt(world.logPath);
    return await work(log);
  }
  const first = await within((log) => claim("ada", log));
  const { path } = await world.create();
  const second = await within(async (log) => {
    await claims(log).releaseTask(task, first);
    return await claim("bob", log);
  });
  for (const isFolderLost of [false, true]) {
    if (isFolderLost) Deno.removeSync(world.logPath);
    await world.backups.restore(path, yes, signal);
    await within(async (log) => {
      assert.deepEqual(await claims(log).listClaims(), [], "ada's is over");
      for (const token of [first, second]) {
        assert.equal((await claims(log).renewLease(task, { token, forMs: 1_000 })).ok, false);
        assert.equal((await claims(log).releaseTask(task, token)).ok, false);
      }
    });
    const next = await within((log) => claim("eve", log));
    assert.ok(next > second + 1, `${next}`);
    world.later(isFolderLost ? 0 : -dayMs);
    await world.backups.restore(path, yes, signal);
    assert.ok(await within((log) => claim("eve", log)) > next, "though the clock was set back");
  }
});

Deno.test("restore() asks nobody where there is no log, and changes nothing where somebody has it", async () => {
  using world = await backupWorld();
  const { path } = await world.create();
  Deno.removeSync(world.logPath);
  const locked = createBackups({
    ...world.deps,
    lockLog: () => Promise.reject(new SyncError("LOCKED", "a daemon has it")),
  });
  assert.equal((await refusal(locked.restore(path, yes, signal))).code, "LOCKED");
  assert.equal(world.deps.log.isThere(), false);
  const nobody = () => assert.fail("there is nothing to ask");
  assert.equal((await world.backups.restore(path, nobody, signal))?.movedTo, null);
  assert.equal(world.events(), 3);
});

Deno.test("verify() and list() wait for no pipe, and take no folder for a backup", async () => {
  using world = await backupWorld();
  Deno.mkdirSync(`${world.deps.folder}/vikunja-sync-folder.tar.gz`, { recursive: true });
  const pipe = `${world.deps.folder}/vikunja-sync-pipe.tar.gz`;
  await new Deno.Command("mkfifo", { args: [pipe] }).output();
  const { problems } = await world.backups.verify(pipe, signal);
  assert.match(problems.join(), /it is not a file/);
  const rows = await world.backups.list();
  assert.deepEqual(rows.map(({ manifest }) => manifest), [null, null]);
  const { removed, damaged } = await world.backups.prune({ daily: 0, weekly: 0 }, false, signal);
  assert.deepEqual([removed, damaged.length], [[], 2]);
});

Deno.test("prune() counts only what is whole, and leaves what is not", async () => {
  using world = await backupWorld();
  const paths: string[] = [];
  for (let day = 0; day < 4; day++) {
    paths.push((await world.create()).path);
    world.later(dayMs);
  }
  const [oldest = "", older = "", newer = "", newest = ""] = paths;
  const bytes = Deno.readFileSync(newest);
  bytes[bytes.length - 9]! ^= 1;
  Deno.writeFileSync(newest, bytes);
  const rules = { daily: 2, weekly: 0 };
  const planned = await world.backups.prune(rules, true, signal);
  assert.equal((await world.backups.list()).length, 4);
  assert.deepEqual(await world.backups.prune(rules, false, signal), planned);
  assert.deepEqual(
    [
      planned.kept.map(({ path }) => path),
      planned.removed,
      planned.damaged.map(({ path }) => path),
    ],
    [[older, newer], [oldest], [newest]],
  );
  const other = createBackups({ ...world.deps, host: "elsewhere" });
  const { path: elsewhere } = await other.create({ withoutServer: true }, signal);
  assert.equal(other.lastAt(), "2026-11-24T10:00:00.000Z");
  assert.equal(world.backups.lastAt(), "2026-11-23T10:00:00.000Z");
  const strict = await world.backups.prune({ daily: 0, weekly: 0 }, false, signal);
  assert.deepEqual(strict.kept, [{ path: newer, because: ["newest"] }]);
  assert.equal(strict.others, 1);
  assert.ok((await world.backups.list()).some(({ path }) => path === elsewhere));
});
