import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import { inOneGo, type Steps } from "@/domain/steps.ts";
import type { Log } from "@/ports/log.ts";
import { linked, milk, observed, requested } from "@tests/support/log_events.ts";
import { eventsAtOnce } from "@tests/support/history_at_once.ts";
import type { MakeLogSubject } from "@tests/support/log_subject.ts";

const ran: SyncEvent = { type: "SyncCompleted", data: { summary: {} } };

const read: SyncEvent = {
  type: "ChangesRead",
  data: { side: "vikunja", cursor: "c", complete: true, count: 2 },
};

function moved(id: string): SyncEvent {
  const { type, data } = requested("vikunja");
  return { type, data: { ...data, operation: { kind: "undo", of: 1, id } } };
}

type Told = Pick<Log, "store"> & { readonly history: ReturnType<typeof eventsAtOnce> };

/** More than are looked through in one step. */
const many = 5_000;

/** What every log tells of before; `make` gives an empty place, where a second passes with each append. */
export function eventHistoryContract(name: string, make: MakeLogSubject): void {
  const test = (what: string, body: (log: Told) => void) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using subject = await make();
      using log = await subject.open();
      const append = (streamId: string, version: number, ...events: SyncEvent[]) =>
        log.store.append([{ streamId, expectedVersion: version, events }]);
      await append("a", 0, observed("vikunja"), linked(1));
      await append("log", 0, ran);
      await append("b", 0, observed("taskwarrior"), moved("5.x"));
      await append("a", 2, moved("5.x"), moved('5."y'));
      await append("log", 1, read, ran);
      body({ history: eventsAtOnce(log.history), store: log.store });
    });

  test("marksBefore() gives the last ones, the newest first", ({ history, store }) => {
    const all = store.readAll(0, 100).map((
      { position, streamId, recordedAt, event: { type } },
    ) => ({
      position,
      streamId,
      type,
      recordedAt,
    })).toReversed();
    assert.deepEqual(history.marksBefore(history.lastPosition() + 1, 100), all);
    assert.deepEqual(history.marksBefore(all[1]?.position ?? 0, 2), all.slice(2, 4));
    assert.deepEqual(history.marksBefore(1, 10), []);
  });

  test("runBefore() is the end of the run before, whatever else the log noted", ({ history }) => {
    assert.equal(history.runBefore(3), 0);
    assert.equal(history.runBefore(9), 3);
    assert.equal(history.runBefore(5), 3);
    assert.equal(history.runBefore(10), 9);
  });

  test("runFrom() is the next end of a run", ({ history }) => {
    assert.equal(history.runFrom(1)?.position, 3);
    assert.equal(history.runFrom(3)?.position, 3);
    assert.equal(history.runFrom(4)?.position, 9);
    assert.equal(history.runFrom(10), null);
  });

  test("streamsSaying() finds texts whatever their case, and no stream too few", ({ history }) => {
    const saying = (texts: readonly string[], after = 0, upTo = 9) =>
      history.streamsSaying(texts, { after, upTo });
    const { title } = milk;
    assert.deepEqual(saying([title.toUpperCase()]), ["a", "b"]);
    assert.deepEqual(saying(["LONG LIFE", "shop"]), ["a", "b"]);
    assert.deepEqual(saying(["litres, “long life” – €"]), ["a", "b"]);
    assert.deepEqual(saying(["100%_"]), []);
    assert.deepEqual(saying(["long life"], 2, 9), ["b"]);
    assert.deepEqual(saying([title, "nowhere"]), []);
    for (const accented of ["\u00c8", "E\u0300"]) {
      assert.deepEqual(saying([accented]), ["a", "log", "b"]);
    }
  });

  test("positionAt() and firstSince() find times between two appends", ({ history, store }) => {
    const times = store.readAll(0, 100).map(({ recordedAt }) => recordedAt);
    assert.equal(history.positionAt(times[0] ?? ""), 2);
    assert.equal(history.positionAt(times[3] ?? ""), 5);
    assert.equal(history.positionAt("2000-01-01T00:00:00.000Z"), 0);
    assert.equal(history.firstSince(times[2] ?? ""), 3);
    assert.equal(history.firstSince("2000-01-01T00:00:00.000Z"), 1);
    assert.equal(history.firstSince("9000-01-01T00:00:00.000Z"), null);
  });

  test("streamsWith() gives the streams that have such an event", ({ history }) => {
    assert.deepEqual(history.streamsWith(["TaskLinked"]), ["a"]);
    assert.deepEqual(history.streamsWith(["ChangesRead", "TaskObserved"]), ["a", "b", "log"]);
    assert.deepEqual(history.streamsWith(["TaskGone"]), []);
  });

  test("streamsIn() and streamsOfMove() give each stream once", ({ history }) => {
    assert.deepEqual(history.streamsIn({ after: 0, upTo: 7 }), ["a", "log", "b"]);
    assert.deepEqual(history.streamsIn({ after: 3, upTo: 5 }), ["b"]);
    assert.deepEqual(history.streamsOfMove("5.x", { after: 0, upTo: 7 }), ["b", "a"]);
    assert.deepEqual(history.streamsOfMove("5.x", { after: 5, upTo: 7 }), ["a"]);
    assert.deepEqual(history.streamsOfMove('5."y', { after: 0, upTo: 7 }), ["a"]);
    assert.deepEqual(history.streamsOfMove("5", { after: 0, upTo: 7 }), []);
  });

  test("streamParts() gives all of a stream, as readStream() does", ({ history, store }) => {
    for (const after of [0, 1, 4]) {
      const parts = [...history.streamParts("a", after)];
      assert.deepEqual(parts.flat(), store.readStream("a", after));
    }
    assert.deepEqual([...history.streamParts("nobody", 0)].flat(), []);
  });

  Deno.test(`${name}: what looks through many events does so by steps, and finds what lies behind each`, async () => {
    await using subject = await make();
    using log = await subject.open();
    const filler = Array.from({ length: many }, () => read);
    await log.store.append([
      { streamId: "a", expectedVersion: 0, events: [moved("0.x"), observed("vikunja")] },
      { streamId: "log", expectedVersion: 0, events: [ran, ...filler, ran] },
    ]);
    await log.store.append([{ streamId: "b", expectedVersion: 0, events: [moved("0.x")] }]);
    const { history, store } = log;
    const all = { after: 0, upTo: many + 5 };
    const [early = "", late = ""] = [1, many + 5].map((position) =>
      store.readAll(position - 1, 1)[0]?.recordedAt
    );
    const looks: readonly (readonly [Steps<unknown>, unknown])[] = [
      [history.runBefore(many + 4), 3],
      [history.runFrom(4), history.marksBefore(many + 5, 1)[0]],
      [history.positionAt(early), many + 4],
      [history.firstSince(late), many + 5],
      [history.positionAt("2000-01-01T00:00:00.000Z"), 0],
      [history.firstSince("9000-01-01T00:00:00.000Z"), null],
      [history.streamsIn(all), ["a", "log", "b"]],
      [history.streamsWith(["TaskObserved", "PushRequested"]), ["a", "b"]],
      [history.streamsSaying([milk.title], all), ["a", "b"]],
      [history.streamsOfMove("0.x", all), ["a", "b"]],
      [history.streamsOfMove("0.x", { after: 2, upTo: many + 5 }), ["b"]],
    ];
    for (const [look, expected] of looks) {
      let steps = 0;
      const counted = function* (): Steps<unknown> {
        for (;;) {
          const step = look.next();
          if (step.done === true) return step.value;
          steps++;
          yield;
        }
      };
      assert.deepEqual(inOneGo(counted()), expected);
      assert.ok(steps > 1 || expected === many + 4, `${steps} steps`);
    }
    const parts = [...history.streamParts("log", 0)];
    assert.deepEqual(parts.flat(), store.readStream("log"));
  });
}
