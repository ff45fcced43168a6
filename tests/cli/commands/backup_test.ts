import assert from "node:assert/strict";
import type { Manifest } from "@/ports/backups.ts";
import { cli } from "@tests/cli/support.ts";

const manifest: Manifest = {
  format: 1,
  madeAt: "2026-11-20T10:00:00.000Z",
  program: "1.2.3",
  host: "here",
  profile: null,
  stateDir: "/state",
  events: 25,
  tasks: { log: 2, taskwarrior: 3, vikunja: null },
  leftOut: ["the tasks of Vikunja: it is away"],
  parts: [],
};
const path = "/state/backups/a.tar.gz";
const now = () => new Date("2026-11-20T12:00:00Z");

Deno.test("backup create says what was made, and ends with 3 where a side is not in it", async () => {
  const backups = {
    create: () => Promise.resolve({ path, bytes: 1_234_567, manifest }),
    prune: () =>
      Promise.resolve({ kept: [], removed: ["/state/backups/old.tar.gz"], damaged: [], others: 0 }),
  };
  const { code, stdout, stderr } = await cli(["backup", "create", "--prune"], { backups });
  assert.deepEqual([code, stdout.split("\n")], [3, [
    path,
    "  1.2 MB, read back and whole",
    "  2 linked tasks, 25 events; 3 of Taskwarrior, nothing of Vikunja",
    "gone: /state/backups/old.tar.gz",
    "",
  ]]);
  assert.match(stderr, /left out: the tasks of Vikunja: it is away/);
});

Deno.test("backup list shows each, also one that cannot be read", async () => {
  const unreadable = { path: "/b", bytes: 1, verifiedAt: null, manifest: null, problem: "cut" };
  const backups = {
    list: () =>
      Promise.resolve([
        { path, bytes: 7_571, verifiedAt: "2026-11-20T11:00:00.000Z", manifest, problem: null },
        unreadable,
      ]),
  };
  const { stdout, code } = await cli(["backup", "list"], { backups, now });
  assert.deepEqual([code, stdout.split("\n")], [0, [
    path,
    "  made 2 h ago, 7.6 kB, found whole 1 h ago",
    "  2 linked tasks, 25 events; 3 of Taskwarrior, nothing of Vikunja",
    "/b",
    "  cannot be read: cut",
    "",
  ]]);
});

Deno.test("backup verify ends with 1 where one of them is not whole", async () => {
  const backups = {
    find: (name: string) => `/backups/${name}`,
    verify: (path: string) =>
      Promise.resolve({ path, problems: path.endsWith("b") ? ["b: it was cut"] : [] }),
  };
  const { code, stdout } = await cli(["backup", "verify", "a", "b"], { backups });
  assert.equal(code, 1);
  assert.equal(
    stdout,
    "whole: /backups/a\nnot whole: b: it was cut\n1 backup of 2 not whole; make a new one: backup create\n",
  );
});

Deno.test("backup restore asks before a log is moved aside, and does nothing without a yes", async () => {
  const approved: boolean[] = [];
  const backups = {
    find: (name: string) => name,
    async restore(from: string, approve: (to: string, of: Manifest) => Promise<boolean>) {
      const isApproved = await approve("/state/log.db.replaced-1", manifest);
      approved.push(isApproved);
      return isApproved ? { from, manifest, movedTo: "/state/log.db.replaced-1" } : null;
    },
  };
  const run = (answer: string | null, ...more: readonly string[]) =>
    cli(["backup", "restore", path, ...more], {
      backups,
      now,
      askText: () => Promise.resolve(answer),
    });
  assert.match((await run("n")).stdout, /nothing was restored/);
  assert.equal((await run(null)).code, 2);
  assert.match((await run("y")).stdout, /the one before is \/state\/log\.db\.replaced-1/);
  assert.equal((await run(null, "--yes")).code, 0);
  assert.deepEqual(approved, [false, true, true]);
});

Deno.test("backup hands folder and numbers on as settings, and refuses what it does not know", async () => {
  const backups = {
    prune: () => Promise.resolve({ kept: [], removed: [], damaged: [], others: 0 }),
  };
  const { configured } = await cli(
    ["backup", "prune", "--to", "/mnt", "--keep-daily", "3"],
    { backups },
  );
  assert.deepEqual(configured.map(({ flags }) => flags), [{
    backup_folder: "/mnt",
    keep_daily: "3",
  }]);
  for (const args of [[], ["make"], ["create", "x"], ["restore"], ["restore", "a", "b"]]) {
    assert.equal((await cli(["backup", ...args], { backups })).code, 2, args.join(" "));
  }
});

Deno.test("log compact goes by a time, and says how much it packed", async () => {
  const asked: string[] = [];
  const run = (...args: readonly string[]) =>
    cli(["log", "compact", ...args], {
      now,
      logCare: {
        compact(before: string) {
          asked.push(before);
          return Promise.resolve({ path: "", archived: 7, bytesBefore: 9_000, bytesAfter: 4_000 });
        },
      },
    });
  assert.equal((await run()).code, 2);
  assert.equal((await run("--before", "soon")).code, 2);
  const { stdout, code } = await run("--before", "1y");
  assert.deepEqual(
    [code, stdout, asked],
    [0, "packed what 7 events hold: 9.0 kB before, 4.0 kB now\n", ["2025-11-20T12:00:00.000Z"]],
  );
});

Deno.test("log verify ends with 1 where the log is not whole, and says the way on", async () => {
  const verified = { path: "/state/log.db", events: 25, tasks: 2, problems: [] };
  const run = (problems: readonly string[]) =>
    cli(["log", "verify"], {
      logCare: { verify: () => Promise.resolve({ ...verified, problems }) },
    });
  assert.equal((await run([])).stdout, "/state/log.db is whole: 25 events, 2 linked tasks\n");
  const { code, stdout } = await run(["the event at position 7 is not as it was written"]);
  assert.equal(code, 1);
  assert.match(stdout, /not whole: the event at position 7.*\n.*repair/);
});
