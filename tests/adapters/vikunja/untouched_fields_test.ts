import assert from "node:assert/strict";
import fc from "fast-check";
import { askedFields } from "@/domain/fields.ts";
import { noPlaces } from "@/domain/field_places.ts";
import type { Expected, Patch } from "@/domain/push.ts";
import { fullTask, snapshot } from "@tests/adapters/vikunja/full_task.ts";
import { adapter, present, signal, update } from "@tests/adapters/vikunja/support.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

/** One change, and the names of the raw fields it may touch. */
interface Change {
  readonly patch: Patch;
  readonly expected: Expected;
  readonly touches: readonly string[];
}

const instants = fc.integer({ min: 1_900_000_000, max: 2_000_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z"));
const words = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .map((text) => `x${text.replace(/\s/g, " ")}y`);

const changes: fc.Arbitrary<Change> = fc.oneof(
  words.map((title) => ({ patch: { title }, expected: { title: "full" }, touches: ["title"] })),
  words.map((text) => ({
    patch: { notes: `<p>${text.replace(/[<>&]/g, "")}</p>` },
    expected: { notes: "<p>text</p>" },
    touches: ["description"],
  })),
  fc.constantFrom(0, 1, 2, 3, 5).map((priority) => ({
    patch: { priority },
    expected: { priority: 4 },
    touches: ["priority"],
  })),
  fc.option(instants).map((dueAt) => ({
    patch: { dueAt },
    expected: { dueAt: "2031-03-04T05:06:07Z" },
    touches: ["due_date"],
  })),
  fc.option(instants).map((scheduledAt) => ({
    patch: { scheduledAt },
    expected: { scheduledAt: "2031-03-01T00:00:00Z" },
    touches: ["start_date"],
  })),
  fc.constant({
    patch: { done: true },
    expected: { done: false, doneAt: null },
    // It repeats: the server moves the dates and the reminders on.
    touches: ["done_at", "due_date", "start_date", "end_date", "reminders"],
  }),
  fc.constant({
    patch: { project: ["Elsewhere", "Deep"] },
    expected: {},
    touches: ["project_id", "index", "identifier"],
  }),
  fc.boolean().map((favourite) => ({
    patch: { favourite },
    expected: { favourite: true },
    touches: ["is_favorite"],
  })),
  fc.constantFrom("", "00ff00").map((colour) => ({
    patch: { colour },
    expected: { colour: "abcdef" },
    touches: ["hex_color"],
  })),
  instants.map((at) => ({
    patch: { reminders: [at, "due-1h"] },
    expected: {},
    touches: ["reminders"],
  })),
  fc.constant({
    patch: { labels: { add: ["new"], remove: [] } },
    expected: {},
    touches: ["labels"],
  }),
  fc.constant({
    patch: { labels: { add: [], remove: ["one"] } },
    expected: {},
    touches: ["labels"],
  }),
  fc.constant({
    patch: {
      comments: { add: [{ from: "e", text: "second", writtenAt: null }], edit: [], remove: [] },
    },
    expected: {},
    touches: ["comments"],
  }),
);

Deno.test("T1 write() of one change leaves every other field of the task as it was", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account, { settings: { asked: askedFields, places: noPlaces } });
  await fc.assert(
    fc.asyncProperty(changes, async ({ patch, expected, touches }) => {
      const id = await fullTask(account);
      const before = await snapshot(account, id);
      const written = present(await vikunja.writeOne(update(String(id), patch, expected)));
      const after = await snapshot(account, id);
      for (const name of Object.keys({ ...before, ...after })) {
        if (touches.includes(name)) continue;
        assert.deepEqual(after[name], before[name], `${name} after ${JSON.stringify(patch)}`);
      }
      const [read] = await vikunja.read([String(id)], signal);
      assert.deepEqual(written.task, read?.kind === "present" ? read.task : null);
      assert.deepEqual(written.extra, read?.kind === "present" ? read.extra : null);
    }),
    { numRuns: 30 },
  );
});
