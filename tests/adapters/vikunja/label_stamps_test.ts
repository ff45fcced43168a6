import assert from "node:assert/strict";
import type { SetPatch } from "@/domain/push.ts";
import { startSandbox } from "@/sandbox/server.ts";
import { adapter, create, present, signal, update } from "@tests/adapters/vikunja/support.ts";

Deno.test("N24: another engine sees each label that was put on or taken off, in one request", async () => {
  let skewMs = 0;
  await using sandbox = await startSandbox({ now: () => new Date(Date.now() + skewMs) });
  using ours = adapter(sandbox);
  using theirs = adapter(sandbox);
  await ours.everything();
  const labels = ["a", "b", "c", "d"];
  const made = present(await ours.writeOne(create({ title: "t", project: ["P"], labels })));
  const others = Array.from({ length: 30 }, (_, i) => create({ title: `o${i}`, project: ["P"] }));
  for (const written of await ours.write(others, signal)) present(written);
  await theirs.everything();
  const seen = async () => {
    const request = { cursor: theirs.cursor(), full: false, knownCount: 31 };
    const { result, requests } = await theirs.counting(() => theirs.changes(request, signal));
    const [found] = result.readings.flatMap((one) =>
      one.kind === "present" && one.id === made.id ? [one.task.labels] : []
    );
    return { labels: found, requests, complete: result.complete };
  };
  const changes: readonly SetPatch[] = [
    { add: ["e"], remove: [] },
    { add: ["f", "g"], remove: [] },
    { add: [], remove: ["a"] },
    { add: ["h"], remove: ["b", "c"] },
    { add: ["i", "j", "k", "l"], remove: [] },
    { add: [], remove: ["d", "e", "f", "g", "h", "i", "j", "k", "l"] },
  ];
  let expected = labels;
  for (const change of changes) {
    skewMs += 600_000;
    // Something else moves, and the window passes the task.
    await ours.writeOne(update(String(Number(made.id) + 5), { title: `moved ${skewMs}` }));
    await seen();
    skewMs += 600_000;
    expected = [...expected.filter((one) => !change.remove.includes(one)), ...change.add].sort();
    const written = present(await ours.writeOne(update(made.id, { labels: change })));
    assert.deepEqual(written.task.labels, expected);
    assert.deepEqual(await seen(), { labels: expected, requests: 1, complete: false });
  }
});
