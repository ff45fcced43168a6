import assert from "node:assert/strict";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { openToldNotices } from "@/adapters/postgres/told_notices.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";

/** Two hosts of a list, and one of another. */
export async function toldByHosts(place: DatabasePlace): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const list: string = crypto.randomUUID();
  const open = (name = list) => stack.use(openToldNotices(place, name, runtime));
  const [east, west, other] = [open(), open(), open("another")];
  const take = async (host: typeof east, ids: readonly string[], ms = 60_000) =>
    Object.fromEntries(await host.take("check", ids, ms));
  const both = await Promise.all([take(east, ["1", "2", "3"]), take(west, ["3", "2", "1"])]);
  assert.deepEqual(both.flatMap((each) => Object.values(each)).toSorted(), [
    "elsewhere",
    "elsewhere",
    "elsewhere",
    "ours",
    "ours",
    "ours",
  ]);
  const [owner, waiting] = both[0]["1"] === "ours" ? [east, west] : [west, east];
  await waiting.confirm("check", ["1"]);
  await owner.confirm("check", ["1"]);
  await owner.release("check", ["2"]);
  assert.deepEqual(await take(waiting, ["1", "2", "3"]), {
    1: "told",
    2: "repeated",
    3: "elsewhere",
  });
  assert.deepEqual(await take(waiting, ["3"], 0), { 3: "repeated" });
  assert.deepEqual(await take(other, ["1"]), { 1: "ours" });
  await waiting.confirm("check", ["2", "3"]);
  assert.equal(await east.forget("check", { ids: ["2"], olderThanMs: null }), 1);
  assert.equal(await east.forget("check", { ids: null, olderThanMs: 3_600_000 }), 0);
  assert.deepEqual(await take(east, ["1", "2"]), { 1: "told", 2: "ours" });
}
