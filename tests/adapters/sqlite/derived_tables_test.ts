import assert from "node:assert/strict";
import { behindAfter } from "@/adapters/sqlite/behind_note.ts";
import { compactLog } from "@/adapters/sqlite/compact_log.ts";
import { createLogCopies } from "@/adapters/sqlite/log_copies.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { lastToken } from "@/adapters/sqlite/void_claims.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Projection } from "@/domain/projection.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { alter, numberIn } from "@tests/support/damage.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { linked, observed, requested, unlinked } from "@tests/support/log_events.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { canMount, smallDisk } from "@tests/support/small_disk.ts";
import { folderInMemory, tempFolder } from "@tests/support/temp_folder.ts";
import { logAt, tickingClock } from "@tests/support/temp_log.ts";

/** What it holds back of all commits but the first is written only when somebody asks, or when `later` is called. */
function patientLog(
  path: string,
  isOwner = false,
  projections: readonly Projection[] = logProjections,
): { readonly log: Log; later(): void } {
  let due: (() => void)[] = [];
  const log = openLog({
    path,
    projections,
    isOwner,
    runtime: {
      ...systemRuntime,
      now: tickingClock(),
      elapsed: () => 0,
      after(ms, call) {
        if (ms === 0) return systemRuntime.after(0, call);
        due.push(call);
        return { [Symbol.dispose]: () => void (due = due.filter((each) => each !== call)) };
      },
    },
  });
  return {
    log,
    later() {
      for (const call of due.splice(0)) call();
    },
  };
}

const claimed = (token: number): SyncEvent => ({
  type: "TaskClaimed",
  data: {
    agent: "ada",
    token,
    claimedAt: "2026-11-21T08:00:00.000Z",
    until: "2026-11-21T09:00:00.000Z",
    boot: null,
    untilUptimeMs: 0,
  },
});

const append = (log: Log, streamId: string, expectedVersion: number, ...events: SyncEvent[]) =>
  log.store.append([{ streamId, expectedVersion, events }]);

/** As it lies there now: what a process that is killed leaves. */
function left(path: string, to: string): string {
  for (const end of ["", "-wal"]) Deno.copyFileSync(path + end, to + end);
  return to;
}

const long = "x".repeat(10_000);

/** The disk that it is on. */
function fill(path: string): void {
  using file = Deno.openSync(path, { write: true, create: true });
  assert.throws(() => {
    for (;;) file.writeSync(new Uint8Array(4_096));
  });
}

const streamsIn = (path: string) => numberIn(path, "SELECT count(*) FROM streams");
const isBehind = (path: string) =>
  numberIn(path, "SELECT value <> '' FROM checks WHERE name = 'behind'") === 1;

Deno.test("what a killed process had not written of the tables is made up for by whoever opens the log", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  const { log } = patientLog(path, true);
  await append(log, "a", 0, observed("vikunja"), linked(5));
  await append(log, "b", 0, observed("vikunja"), claimed(7));
  const copies = ["owner", "other", "compacted", "token"].map((name) =>
    left(path, folder.file(`${name}.db`))
  );
  log.close();
  const [owner = "", other = "", compacted = "", token = ""] = copies;
  assert.deepEqual([streamsIn(owner), isBehind(owner)], [1, true]);
  assert.deepEqual([streamsIn(path), isBehind(path)], [2, false]);
  const whole = logAt(path);
  const tables = () => Promise.all(logProjections.map(({ name }) => whole.checksum(name)));
  for (const [file, isOwner] of [[owner, true], [other, false]] as const) {
    const opened = patientLog(file, isOwner).log;
    assert.equal(opened.reader.streamOf(5), "a");
    assert.equal(opened.claims.claimable("b")?.claim.lastToken, 7);
    assert.equal(opened.store.readStream("b").length, 2);
    assert.deepEqual(opened.integrity(), []);
    const sums = await Promise.all(logProjections.map(({ name }) => opened.checksum(name)));
    assert.deepEqual(sums, await tables());
    opened.close();
    assert.deepEqual([streamsIn(file), isBehind(file)], [2, false]);
  }
  whole.close();
  assert.equal(lastToken(token), 7, "no token is given out twice");
  compactLog(compacted, `${compacted}.new`, "9000");
  assert.deepEqual([streamsIn(compacted), isBehind(compacted)], [1, true], "as it was");
  using again = logAt(`${compacted}.new`);
  assert.deepEqual(again.integrity(), []);
  assert.equal(again.store.streamVersion("b"), 2);
});

Deno.test("of a projection with tables that are behind and one that never is, none is missing", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  const parts = logProjections.filter(({ name }) => name === "links" || name === "tasks");
  const both: Projection = {
    name: "both",
    version: 1,
    tables: parts.flatMap(({ tables }) => tables),
    changes: (stored) => parts.flatMap(({ changes }) => changes(stored)),
  };
  const { log } = patientLog(path, false, [both]);
  await append(log, "a", 0, observed("vikunja"), linked(5));
  await append(log, "a", 2, observed("vikunja", "bread"));
  const copy = left(path, folder.file("copy.db"));
  log.close();
  assert.equal(isBehind(copy), true);
  using opened = patientLog(copy, false, [both]).log;
  assert.deepEqual(opened.integrity(), []);
  assert.equal(opened.reader.streamOf(5), "a");
  assert.equal(opened.reader.titleOf("a"), "bread");
});

Deno.test({
  name: "what is held back is read though there is no room to write it, and written once there is",
  ignore: !canMount,
  async fn() {
    using folder = tempFolder();
    await using _disk = await smallDisk(folder.path, "1m");
    const path = folder.file("log.db");
    const { log } = patientLog(path, true);
    await append(log, "a", 0, observed("vikunja"));
    await append(log, "a", 1, observed("vikunja", "bread"), linked(5));
    fill(folder.file("filling"));
    assert.equal((await refusal(append(log, "a", 3, observed("vikunja", long)))).code, "DISK_FULL");
    const other = patientLog(path).log;
    for (const each of [log, other]) {
      assert.equal(each.store.streamVersion("a"), 3);
      assert.equal(each.store.readStream("a").length, 3);
      assert.equal(each.reader.titleOf("a"), "bread");
      assert.equal(each.reader.eventCount(), 3);
      assert.deepEqual(each.integrity(), []);
    }
    const copies = createLogCopies(folder.path, {
      projections: logProjections,
      runtime: systemRuntime,
    });
    for (const what of ["events", "everything"] as const) {
      assert.deepEqual(copies.examine(path, path, what), { events: 3, tasks: 1, problems: [] });
    }
    assert.equal(isBehind(path), true);
    other.close();
    Deno.removeSync(folder.file("filling"));
    await append(log, "a", 3, observed("vikunja", "milk"));
    assert.equal(log.reader.titleOf("a"), "milk");
    assert.equal(isBehind(path), false);
    log.close();
  },
});

Deno.test("who has the same log open sees what another has not written, and both go on", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  const one = patientLog(path);
  const two = patientLog(path);
  await append(one.log, "a", 0, observed("vikunja"), linked(5));
  assert.equal(two.log.store.streamVersion("a"), 2);
  assert.equal(two.log.reader.streamOf(5), "a");
  assert.ok(two.log.reader.isKnown("a"));
  await append(one.log, "a", 2, claimed(1));
  await append(two.log, "a", 3, claimed(2));
  assert.equal((await refusal(append(one.log, "a", 3, claimed(2)))).code, "VERSION_CONFLICT");
  await append(one.log, "a", 4, claimed(3));
  one.later();
  assert.equal(two.log.claims.claimable("a")?.claim.lastToken, 3);
  await append(two.log, "b", 0, observed("vikunja"));
  one.later();
  two.log.close();
  assert.deepEqual(one.log.integrity(), []);
  assert.equal(one.log.claims.leased().length, 1);
  one.log.close();
  assert.equal(isBehind(path), false);
});

Deno.test("a link that is refused takes nothing with it that was held back", async () => {
  using folder = tempFolder();
  const { log } = patientLog(folder.file("log.db"), true);
  await append(log, "a", 0, observed("vikunja"), linked(5));
  await append(log, "b", 0, observed("vikunja"));
  const outcomes = await Promise.allSettled([
    append(log, "b", 1, claimed(1)),
    append(log, "c", 0, observed("vikunja"), linked(5)),
    append(log, "d", 0, observed("vikunja")),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  assert.deepEqual(["a", "b", "c", "d"].map(log.store.streamVersion), [2, 2, 0, 1]);
  assert.equal(log.claims.leased().length, 1);
  assert.deepEqual(log.integrity(), []);
  log.close();
});

Deno.test("whatever several do with one log, killed or not, its tables are what its events say", async () => {
  using folder = folderInMemory();
  const random = randomNumbers(11);
  let path = folder.file("log-0.db");
  let logs = [patientLog(path), patientLog(path), patientLog(path)];
  const events = (at: number): readonly SyncEvent[][] => [
    [observed("vikunja", `${at}`)],
    [claimed(at)],
    [linked(random(12))],
    [unlinked(random(12))],
    [requested("vikunja")],
    [observed("taskwarrior", `${at}`), claimed(at)],
  ];
  for (let at = 1; at <= 1_500; at++) {
    const { log, later } = logs[random(logs.length)] ?? patientLog(path);
    const names = new Set(Array.from({ length: 1 + random(3) }, () => `task-${random(20)}`));
    const kinds = events(at);
    switch (random(10)) {
      case 0:
        later();
        break;
      case 1:
        log.reader.eventCount();
        log.claims.leased();
        break;
      case 2:
        for (const each of names) {
          assert.equal(log.store.readStream(each).length, log.store.streamVersion(each));
        }
        break;
      default:
        await log.store.append([...names].map((streamId) => ({
          streamId,
          expectedVersion: log.store.streamVersion(streamId),
          events: kinds[random(kinds.length)] ?? [],
        }))).catch((thrown) => assert.equal((thrown as SyncError).code, "LINK_TAKEN"));
    }
    if (random(150) > 0) continue;
    const copy = left(path, folder.file(`log-${at}.db`));
    for (const each of logs) each.log.close();
    const after = [patientLog(copy), patientLog(copy), patientLog(copy)];
    assert.deepEqual(after[random(3)]?.log.integrity(), []);
    path = copy;
    logs = after;
  }
  assert.deepEqual(logs[0]?.log.integrity(), []);
  for (const each of logs) each.log.close();
});

Deno.test("a log that does not say how far its tables are is refused as damaged", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  const { log } = patientLog(path);
  for (let at = 0; at < 3; at++) await append(log, "a", at, observed("vikunja", `${at}`));
  const changes = [
    "value = '2' || substr(value, 2)",
    "value = 1",
    "name = 'behinD'",
    "value = x'00'",
    ...[-1, 3, 1_000_000, NaN].map((position) => `value = '${behindAfter(position)}'`),
  ];
  for (const [at, change] of changes.entries()) {
    const copy = left(path, folder.file(`${at}.db`));
    alter(copy, `UPDATE checks SET ${change} WHERE name = 'behind'`);
    assert.throws(() => logAt(copy), { code: "LOG_DAMAGED" }, change);
  }
  log.close();
});
