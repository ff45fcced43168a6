import assert from "node:assert/strict";
import { linked, observed, unlinked } from "@tests/support/log_events.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { type LogSubject, logWith, type MakeLogSubject } from "@tests/support/log_subject.ts";
import { everyAnswer } from "@tests/support/every_question.ts";
import { logProjections } from "@/projections/log_projections.ts";

const events = [observed("vikunja")];

/** What every log promises as a whole; `make` gives an empty place. */
export function logContract(name: string, make: MakeLogSubject): void {
  const test = (what: string, body: (subject: LogSubject) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using subject = await make();
      await body(subject);
    });

  test("many questions in one turn get the same answers as one, and new ones after a commit", async (subject) => {
    using log = await subject.open();
    using other = await subject.open();
    const streams = Array.from({ length: 200 }, (_, index) => `task-${index}`);
    const ask = () =>
      streams.map((streamId, index) => [
        log.reader.vikunjaIdOf(streamId),
        log.reader.streamOf(index + 1),
        log.reader.presenceOf(streamId, "vikunja"),
        log.reader.isKnown(streamId),
      ]);
    assert.deepEqual(new Set(ask().flat()), new Set([null, false]));
    await log.store.append(streams.map((streamId, index) => ({
      streamId,
      expectedVersion: 0,
      events: [observed("vikunja"), linked(index + 1)],
    })));
    const answers = streams.map((streamId, index) => [index + 1, streamId, "present", true]);
    assert.deepEqual(ask(), answers);
    await other.store.append([{
      streamId: "task-199",
      expectedVersion: 2,
      events: [unlinked(200)],
    }]);
    assert.deepEqual(ask(), [...answers.slice(0, 199), [null, null, null, true]]);
  });

  test("what was appended is there for whoever opens the log next", async (subject) => {
    const log = await logWith(subject, { a: [observed("vikunja"), linked(5)] });
    const before = everyAnswer(log);
    log.close();
    using again = await subject.open();
    assert.deepEqual(everyAnswer(again), before);
  });

  test("append() sees what another connection appended since", async (subject) => {
    using one = await subject.open();
    using two = await subject.open();
    for (let version = 0; version < 6; version += 2) {
      await one.store.append([{ streamId: "a", expectedVersion: version, events }]);
      await two.store.append([{ streamId: "a", expectedVersion: version + 1, events }]);
    }
    const stale = one.store.append([{ streamId: "a", expectedVersion: 5, events }]);
    assert.deepEqual((await refusal(stale)).details, { streamId: "a", expected: 5, actual: 6 });
    const outcomes = await Promise.allSettled([
      one.store.append([{ streamId: "b", expectedVersion: 0, events: [linked(1)] }]),
      one.store.append([{ streamId: "c", expectedVersion: 0, events: [linked(1)] }]),
      two.store.append([{ streamId: "d", expectedVersion: 0, events: [linked(1)] }]),
    ]);
    assert.equal(outcomes.filter((outcome) => outcome.status === "fulfilled").length, 1);
    assert.deepEqual(one.integrity(), []);
  });

  test("append() trusts no version it saw before another connection appended", async (subject) => {
    using one = await subject.open();
    using two = await subject.open();
    const append = (log: typeof one, streamId: string, expectedVersion: number) =>
      log.store.append([{ streamId, expectedVersion, events }]);
    await refusal(append(one, "a", 5));
    await append(two, "a", 0);
    assert.deepEqual((await refusal(append(one, "a", 0))).details, {
      streamId: "a",
      expected: 0,
      actual: 1,
    });
    await append(one, "b", 0);
    await append(two, "b", 1);
    await append(one, "a", 1);
    assert.equal((await refusal(append(one, "b", 1))).details["actual"], 2);
    assert.deepEqual(one.integrity(), []);
  });

  test("snapshots are found by machine, and gone without harm when cleared", async (subject) => {
    using log = await logWith(subject, { a: [observed("vikunja")] });
    assert.equal(log.snapshots.read("a", "pair@1"), null);
    const state = { title: "milk" };
    log.snapshots.write("a", "pair@1", { version: 1, state });
    state.title = "changed later";
    assert.deepEqual(log.snapshots.read("a", "pair@1"), { version: 1, state: { title: "milk" } });
    assert.equal(log.snapshots.read("a", "pair@2"), null);
    assert.equal(log.snapshots.read("b", "pair@1"), null);
    log.snapshots.write("a", "pair@1", { version: 2, state: {} });
    assert.equal(log.snapshots.read("a", "pair@1"), null, "ahead of the stream");
    log.snapshots.write("a", "pair@2", { version: 1, state: {} });
    log.snapshots.clear();
    assert.equal(log.snapshots.read("a", "pair@2"), null);
    assert.equal(log.store.readStream("a").length, 1);
  });

  test("rebuild() leaves what the log answers as it is", async (subject) => {
    using log = await logWith(subject, {
      a: [observed("vikunja"), linked(5), unlinked(5), linked(6)],
      b: [observed("taskwarrior")],
    });
    const sums = () => Promise.all(logProjections.map((each) => log.checksum(each.name)));
    const [answers, before] = [everyAnswer(log), await sums()];
    log.rebuild();
    assert.deepEqual(everyAnswer(log), answers);
    assert.deepEqual(await sums(), before);
    assert.match(before[0] ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(log.integrity(), []);
    log.check();
    assert.throws(() => log.checksum("other"), { message: "There is no projection other" });
  });

  test("close() keeps what was appended, and nothing is taken or answered later", async (subject) => {
    const log = await subject.open();
    const append = { streamId: "a", expectedVersion: 0, events: [linked(5)] };
    const appending = log.store.append([append]);
    log.close();
    log.close();
    assert.equal((await appending).length, 1);
    const late = log.store.append([{ ...append, streamId: "b" }]);
    assert.equal((await refusal(late)).code, "ABORTED");
    assert.throws(() => log.reader.linkCount(), { code: "ABORTED" });
    assert.throws(() => log.store.readStream("a"), { code: "ABORTED" });
    using again = await subject.open();
    assert.deepEqual([again.store.streamVersion("a"), again.store.streamVersion("b")], [1, 0]);
  });
}
