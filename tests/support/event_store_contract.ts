import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { EventStore } from "@/ports/event_store.ts";
import { linked, observed, unlinked } from "@tests/support/log_events.ts";
import type { MakeLogSubject } from "@tests/support/log_subject.ts";

type Store = EventStore<SyncEvent>;

/** What every event store promises; `make` gives an empty place. */
export function eventStoreContract(name: string, make: MakeLogSubject): void {
  const test = (what: string, body: (store: Store) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using subject = await make();
      using log = await subject.open();
      await body(log.store);
    });

  test("append() stores events at rising positions and gives them back", async (store) => {
    const stored = await store.append([
      { streamId: "a", expectedVersion: 0, events: [observed("vikunja"), linked(1)] },
    ]);
    assert.deepEqual(stored.map((each) => [each.streamId, each.version]), [["a", 1], ["a", 2]]);
    assert.ok((stored[0]?.position ?? 0) < (stored[1]?.position ?? 0));
    assert.deepEqual(store.readStream("a"), stored);
    assert.deepEqual(store.readAll(0, 10), stored);
    assert.equal(store.streamVersion("a"), 2);
  });

  test("readStream() is empty when nothing was stored", (store) => {
    assert.deepEqual(store.readStream("a"), []);
    assert.equal(store.streamVersion("a"), 0);
    assert.deepEqual(store.readAll(0, 10), []);
    return Promise.resolve();
  });

  test("append() refuses with both versions when somebody appended since", async (store) => {
    await store.append([{ streamId: "a", expectedVersion: 0, events: [linked(1)] }]);
    for (const expected of [0, 2]) {
      const error = await refusal(
        store.append([{ streamId: "a", expectedVersion: expected, events: [linked(2)] }]),
      );
      assert.equal(error.code, "VERSION_CONFLICT");
      assert.deepEqual(error.details, { streamId: "a", expected, actual: 1 });
    }
    assert.equal(store.streamVersion("a"), 1);
  });

  test("append() of several streams stores nothing when one of them is refused", async (store) => {
    await store.append([{ streamId: "b", expectedVersion: 0, events: [linked(1)] }]);
    const error = await refusal(store.append([
      { streamId: "a", expectedVersion: 0, events: [observed("vikunja")] },
      { streamId: "b", expectedVersion: 0, events: [observed("vikunja")] },
    ]));
    assert.equal(error.code, "VERSION_CONFLICT");
    assert.deepEqual([store.streamVersion("a"), store.streamVersion("b")], [0, 1]);
  });

  test("append() stores several streams together, one of them twice", async (store) => {
    const stored = await store.append([
      { streamId: "a", expectedVersion: 0, events: [observed("vikunja")] },
      { streamId: "b", expectedVersion: 0, events: [observed("vikunja")] },
      { streamId: "a", expectedVersion: 1, events: [linked(1)] },
    ]);
    assert.deepEqual(stored.map((each) => `${each.streamId}${each.version}`), ["a1", "b1", "a2"]);
  });

  test("append() lets one of two win when both expect the same version", async (store) => {
    const one = { streamId: "a", expectedVersion: 0, events: [linked(1)] };
    const outcomes = await Promise.allSettled([store.append([one]), store.append([one])]);
    assert.deepEqual(outcomes.map((outcome) => outcome.status), ["fulfilled", "rejected"]);
    assert.equal(store.streamVersion("a"), 1);
  });

  test("append() refuses only the caller whose Vikunja id is taken", async (store) => {
    const link = (streamId: string, id: number) =>
      store.append([{ streamId, expectedVersion: 0, events: [observed("vikunja"), linked(id)] }]);
    const [a, b, c] = await Promise.allSettled([link("a", 5), link("b", 5), link("c", 6)]);
    assert.deepEqual([a.status, b.status, c.status], ["fulfilled", "rejected", "fulfilled"]);
    const error = b.status === "rejected" ? b.reason as SyncError : null;
    assert.equal(error?.code, "LINK_TAKEN");
    assert.deepEqual(error?.details, { vikunjaId: 5, streamId: "a" });
    assert.deepEqual(["a", "b", "c"].map(store.streamVersion), [2, 0, 2]);
    assert.equal(store.readAll(0, 10).length, 4);
  });

  test("append() moves a Vikunja id from one stream to another in one step", async (store) => {
    await store.append([{ streamId: "a", expectedVersion: 0, events: [linked(5)] }]);
    await store.append([
      { streamId: "a", expectedVersion: 1, events: [unlinked(5)] },
      { streamId: "b", expectedVersion: 0, events: [linked(5)] },
    ]);
    const error = await refusal(
      store.append([{ streamId: "a", expectedVersion: 2, events: [linked(5)] }]),
    );
    assert.deepEqual(error.details, { vikunjaId: 5, streamId: "b" });
  });

  test("append() goes by the order of arrival when an id is given up too late", async (store) => {
    await store.append([{ streamId: "a", expectedVersion: 0, events: [linked(5)] }]);
    const outcomes = await Promise.allSettled([
      store.append([{ streamId: "b", expectedVersion: 0, events: [linked(5)] }]),
      store.append([{ streamId: "a", expectedVersion: 1, events: [unlinked(5)] }]),
      store.append([{ streamId: "c", expectedVersion: 0, events: [linked(5)] }]),
    ]);
    assert.deepEqual(outcomes.map((o) => o.status), ["rejected", "fulfilled", "fulfilled"]);
  });

  test("readAll() pages through the log in order", async (store) => {
    for (const streamId of ["a", "b", "c"]) {
      await store.append([
        { streamId, expectedVersion: 0, events: [observed("vikunja"), observed("taskwarrior")] },
      ]);
    }
    const whole = store.readAll(0, 100);
    const paged: unknown[] = [];
    for (let page = store.readAll(0, 4); page.length > 0;) {
      paged.push(...page);
      page = store.readAll(page.at(-1)?.position ?? Infinity, 4);
    }
    assert.deepEqual(paged, whole);
    assert.deepEqual(whole.map((each) => each.streamId), ["a", "a", "b", "b", "c", "c"]);
  });

  test("append() stores what was handed in when the caller changes it later", async (store) => {
    const event = structuredClone(observed("vikunja"));
    const appending = store.append([{ streamId: "a", expectedVersion: 0, events: [event] }]);
    Object.assign(event.data, { id: "99" });
    await appending;
    assert.equal((store.readStream("a")[0]?.event.data as { id: string }).id, "12");
  });

  test("append() of no events checks the version and stores nothing", async (store) => {
    const nothing = { streamId: "a", expectedVersion: 0, events: [] };
    assert.deepEqual(await store.append([nothing]), []);
    assert.equal(
      (await refusal(store.append([{ ...nothing, expectedVersion: 1 }]))).code,
      "VERSION_CONFLICT",
    );
  });
}

/** The error that an append is refused with. */
export async function refusal(appending: Promise<unknown>): Promise<SyncError> {
  const error = await appending.then(() => null, (thrown) => thrown);
  assert.ok(error instanceof SyncError, `not refused: ${error}`);
  return error;
}
