import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import type { DeliveryJournal } from "@/ports/delivery_journal.ts";
import { until } from "@tests/support/until.ts";

interface JournalSubject extends Disposable {
  /** As the next process opens it. */
  open(): DeliveryJournal;
}

/** What every journal of deliveries promises; `make` gives an empty one. */
export function deliveryJournalContract(name: string, make: () => JournalSubject): void {
  const test = (what: string, body: (subject: JournalSubject) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      using subject = make();
      await body(subject);
    });
  const leftIn = (subject: JournalSubject): readonly string[] => {
    using journal = subject.open();
    return journal.left;
  };

  test("append() keeps the lines in order for the next process, those that come at once too", async (subject) => {
    {
      using journal = subject.open();
      assert.deepEqual(journal.left, []);
      await Promise.all([journal.append("a"), journal.append("b")]);
      await journal.append("c");
      assert.deepEqual(journal.left, [], "what it has itself appended is not left");
    }
    assert.deepEqual(leftIn(subject), ["a", "b", "c"]);
  });

  test("forget() empties it, also of what an earlier process left", async (subject) => {
    {
      using earlier = subject.open();
      await earlier.append("earlier");
    }
    using journal = subject.open();
    await journal.append("a");
    journal.forget(journal.mark());
    assert.deepEqual(leftIn(subject), []);
    await journal.append("b");
    assert.deepEqual(leftIn(subject), ["b"]);
  });

  test("forget() keeps everything while something came after the mark", async (subject) => {
    using journal = subject.open();
    await journal.append("a");
    const mark = journal.mark();
    await journal.append("b");
    journal.forget(mark);
    assert.deepEqual(leftIn(subject), ["a", "b"]);
    journal.forget(journal.mark());
    assert.deepEqual(leftIn(subject), []);
  });

  test("forget() keeps what is only on its way to the disk", async (subject) => {
    using journal = subject.open();
    await journal.append("a");
    const mark = journal.mark();
    const kept = journal.append("b");
    await until("the second line is written", () => leftIn(subject).length === 2);
    journal.forget(mark);
    await kept;
    assert.deepEqual(leftIn(subject), ["a", "b"]);
  });

  test("append() after it was closed is refused, and keeps nothing", async (subject) => {
    const journal = subject.open();
    journal[Symbol.dispose]();
    await assert.rejects(
      journal.append("late"),
      ({ code, retryable }: SyncError) => code === "DAEMON_GONE" && retryable,
    );
    assert.deepEqual(leftIn(subject), []);
  });

  test("S2: append() of deliveries that nobody looks at fills no disk", async (subject) => {
    {
      using journal = subject.open();
      const lines = Array.from({ length: 30_000 }, (_, n) => `{"ids":[${n + 1}]}`);
      await Promise.all(lines.map((line) => journal.append(line)));
      await journal.append('{"ids":[99999]}');
    }
    const left = leftIn(subject);
    assert.deepEqual([left.length, left.at(-1)], [20_001, '{"changes":true}']);
  });
}
