import assert from "node:assert/strict";
import { rememberingSearches } from "@/app/history/remembered_searches.ts";
import { inOneGo } from "@/domain/steps.ts";
import type { PositionRange } from "@/ports/event_history.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { milk, observed } from "@tests/support/log_events.ts";

Deno.test("rememberingSearches() looks through each event once, and finds what the log finds", async () => {
  const log = openMemoryLog({ projections: [], now: () => new Date(0) });
  const looked: PositionRange[] = [];
  const history = rememberingSearches({
    ...log.history,
    streamsSaying(texts, range) {
      looked.push(range);
      return log.history.streamsSaying(texts, range);
    },
  });
  const add = (streamId: string) =>
    log.store.append([{ streamId, expectedVersion: 0, events: [observed("vikunja")] }]);
  const find = (upTo: number, text: string = milk.title) =>
    inOneGo(history.streamsSaying([text], { after: 0, upTo }));
  await add("a");
  assert.deepEqual([find(1), find(1)], [["a"], ["a"]]);
  await add("b");
  await add("c");
  assert.deepEqual(find(3), ["a", "b", "c"]);
  assert.deepEqual(looked, [{ after: 0, upTo: 1 }, { after: 1, upTo: 3 }]);
  assert.deepEqual(find(2), ["a", "b"], "a page that began before the last search");
  assert.deepEqual(looked.at(-1), { after: 0, upTo: 2 });
  for (const other of ["nowhere 1", "nowhere 2", "nowhere 3", "nowhere 4"]) {
    assert.deepEqual(find(3, other), []);
  }
  assert.deepEqual(find(3), ["a", "b", "c"]);
  assert.deepEqual(looked.at(-1), { after: 0, upTo: 3 }, "not all searches are kept");
});
