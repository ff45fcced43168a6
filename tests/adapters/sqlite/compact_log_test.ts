import { everything as all } from "@/ports/history.ts";
import assert from "node:assert/strict";
import { eventsAtOnce, historyAtOnce } from "@tests/support/history_at_once.ts";
import { compactLog } from "@/adapters/sqlite/compact_log.ts";
import { salvage } from "@/adapters/sqlite/salvage.ts";
import type { Log } from "@/ports/log.ts";
import { alter, numberIn } from "@tests/support/damage.ts";
import { everyAnswer } from "@tests/support/every_question.ts";
import { linked, observed, requested } from "@tests/support/log_events.ts";
import { releasedEvents } from "@tests/support/released_log.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";
import { logAt, tickingClock } from "@tests/support/temp_log.ts";

const moves = ["5.x", '5."y'];
const texts = ["OAT MILK", "“long life”", "undo", "nowhere"];

const later = () => tickingClock("2026-12-01T00:00:00.000Z");

/** Every type of event, each append a second after the one before; operations of several tasks in the end. */
async function writeLog(path: string): Promise<void> {
  using log = logAt(path);
  const append = async (streamId: string, events: (typeof releasedEvents)[string]) => {
    const expectedVersion = log.store.streamVersion(streamId);
    await log.store.append([{ streamId, expectedVersion, events }]);
  };
  for (const [streamId, events] of Object.entries(releasedEvents)) {
    for (const event of events) await append(streamId, [event]);
  }
  for (const id of moves) {
    const { type, data } = requested("vikunja");
    for (const streamId of ["moved-1", "moved-2"]) {
      await append(streamId, [
        observed("vikunja"),
        { type, data: { ...data, operation: { kind: "undo", of: 1, id } } },
      ]);
    }
  }
}

/** All that a log tells, forwards and backwards. */
function told(log: Log) {
  const { store } = log;
  const history = eventsAtOnce(log.history);
  const last = history.lastPosition();
  const ranges = [[0, last], [3, 9], [last - 2, last]].map(([after = 0, upTo = 0]) => ({
    after,
    upTo,
  }));
  const streams = [...new Set(store.readAll(0, 10_000).map(({ streamId }) => streamId))];
  return {
    ...everyAnswer(log),
    last,
    all: store.readAll(0, 10_000),
    ones: [0, 7, 21, last - 1, last].map((at) => store.readAll(at, 1)),
    parts: streams.map((id) => [0, 1, 2, 5].map((after) => store.readStream(id, after))),
    pieces: streams.map((id) =>
      [0, 1, 5].map((after) => [...history.streamParts(id, after)].flat())
    ),
    marks: [last + 1, 7].map((before) => history.marksBefore(before, 20)),
    runs: [last + 1, 9, 3].map(history.runBefore),
    saying: texts.map((text) =>
      history.streamsSaying([text, "vikunja"], { after: 0, upTo: last }).toSorted()
    ),
    operations: historyAtOnce(log).list({ ...all, n: 1_000 }),
    times: store.readAll(0, 10_000).map(({ recordedAt }) => [
      history.positionAt(recordedAt),
      history.firstSince(recordedAt),
    ]),
    streamsIn: ranges.map(history.streamsIn),
    moves: moves.map((id) => ranges.map((range) => history.streamsOfMove(id, range))),
  };
}

Deno.test("compactLog() makes a log that tells the same, wherever it is cut, and after more was appended", async () => {
  using folder = folderInMemory();
  const path = folder.file("log.db");
  await writeLog(path);
  using plain = logAt(path, later());
  const times = plain.store.readAll(0, 10_000).map(({ recordedAt }) => recordedAt);
  const before = told(plain);
  const upTo = (time: string) => times.filter((each) => each <= time).length;
  const [middle = "", late = "", last = ""] = [20, 50, times.length - 1].map((at) => times[at]);
  const cuts = [[middle, last], ["2000", middle], [late, middle]] as const;
  for (const [index, [cut, again]] of cuts.entries()) {
    const [first, second] = [folder.file(`${index}.db`), folder.file(`${index}-again.db`)];
    assert.equal(compactLog(path, first, cut), upTo(cut));
    assert.equal(compactLog(first, second, again), Math.max(0, upTo(again) - upTo(cut)));
    for (const compacted of [first, second]) {
      using log = logAt(compacted);
      log.check();
      assert.deepEqual(log.integrity(), []);
      assert.deepEqual(told(log), before);
    }
  }
  using compacted = logAt(folder.file("0.db"), later());
  for (const log of [plain, compacted]) {
    await log.store.append([{
      streamId: "moved-1",
      expectedVersion: 4,
      events: [observed("vikunja", "later"), linked(77)],
    }]);
  }
  plain.rebuild();
  assert.deepEqual(told(compacted), told(plain));
});

/** `lost`: whether what it hits cannot be saved either. */
const damages = [
  { sql: "UPDATE archive SET data = x'00' || substr(data, 2) WHERE block = 2", lost: true },
  { sql: "DELETE FROM archive WHERE block = 2", lost: true },
  {
    sql: `UPDATE archive SET (sum, data) = (SELECT sum, data FROM archive WHERE block = 1)
      WHERE block = 2`,
    lost: true,
  },
  { sql: "UPDATE archived SET block = 1 WHERE block = 2", lost: false },
  { sql: "DELETE FROM archived WHERE block = 2", lost: false },
];

Deno.test("what the archive holds is found to be damaged, gone or another's; the rest of it can be saved", async () => {
  for (const { sql, lost } of damages) {
    using folder = folderInMemory();
    const [path, to] = [folder.file("log.db"), folder.file("compacted.db")];
    {
      using log = logAt(path);
      await log.store.append(Array.from({ length: 150 }, (_, at) => ({
        streamId: `task-${at}`,
        expectedVersion: 0,
        events: [observed("vikunja", `task ${at}`), linked(at + 1)],
      })));
    }
    assert.equal(compactLog(path, to, "9000"), 300);
    logAt(to).close();
    // Each stream has two events, and the first of them may be in the block before.
    const hit = numberIn(to, "SELECT sum(3 - first) FROM archived WHERE block = 2");
    alter(to, sql);
    {
      using log = logAt(to);
      assert.equal(log.store.readStream("task-0").length, 2);
      assert.throws(() => log.store.readStream("task-149"), { code: "LOG_DAMAGED" }, sql);
      assert.throws(() => log.check(), { code: "LOG_DAMAGED" }, sql);
      assert.match(log.integrity().join(), /not in the archive as it was written/);
    }
    assert.equal(salvage(to, new Date()).events, lost ? 300 - hit : 300, sql);
  }
});

Deno.test("compactLog() makes a log of much the same smaller", async () => {
  using folder = folderInMemory();
  const [path, to] = [folder.file("log.db"), folder.file("compacted.db")];
  {
    using log = logAt(path);
    for (let version = 0; version < 1_000; version += 40) {
      await log.store.append([{
        streamId: "a",
        expectedVersion: version,
        events: Array.from({ length: 40 }, (_, at) => observed("vikunja", `title ${at + version}`)),
      }]);
    }
  }
  compactLog(path, to, "9000");
  assert.ok(Deno.statSync(to).size * 2 < Deno.statSync(path).size);
  using log = logAt(to);
  assert.equal(log.store.readStream("a", 700).length, 300);
  assert.deepEqual(log.integrity(), []);
});
