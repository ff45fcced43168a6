import assert from "node:assert/strict";
import { historyAtOnce } from "@tests/support/history_at_once.ts";
import { everything as all } from "@/ports/history.ts";
import { streamOperations } from "@/projections/operations/stream_operations.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { createHistoryWorld } from "@tests/support/history_world.ts";

Deno.test("list() of a task of many events reads the last ones only, and comes to all of them page by page", async () => {
  const { keep, log } = createHistoryWorld();
  const pair = new AgreedPair();
  for (let edit = 0; edit < 300; edit++) {
    pair.change(edit % 3 === 0 ? "vikunja" : "taskwarrior", { title: `title ${edit}` });
    pair.rest();
  }
  await keep(pair);
  const read: number[] = [];
  const store: typeof log.store = {
    ...log.store,
    readStream(streamId, after = 0) {
      const events = log.store.readStream(streamId, after);
      read.push(events.length);
      return events;
    },
  };
  const history = () => historyAtOnce({ ...log, store });
  const count = log.store.streamVersion(pair.id);
  const whole = streamOperations(pair.id, log.store.readStream(pair.id)).toReversed();
  assert.deepEqual([count > 1_000, whole.length], [true, 301]);

  const first = history().list({ ...all, task: pair.id, n: 50 });
  assert.deepEqual(read, [400]);
  history().operation(first.operations[0]?.position ?? 0);
  assert.deepEqual(read, [400, 400]);
  const named = [];
  for (let before: number | null = null;;) {
    const page = history().list({ ...all, task: pair.id, n: 50, before });
    named.push(...page.operations);
    before = page.next;
    if (before === null) break;
  }
  assert.deepEqual(named, whole.map(({ move: _, ...operation }) => operation));
});
