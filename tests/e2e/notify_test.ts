import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { spawnScript } from "@tests/support/child_process.ts";
import { isLong } from "@tests/support/long_form.ts";
import { linesOf, notifyOn, printed } from "@tests/support/notify_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);
const idsOf = (stdout: string) => printed(stdout).map(({ id }) => id);
const sorted = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);

const together = isLong ? 16 : 6;

Deno.test(`notify new prints of ${together} processes × 500 overlapping items each exactly once`, async () => {
  using folder = tempFolder();
  const notify = notifyOn(folder.path);
  const last = (together - 1) * 100 + 500;
  const inputs = range(0, together).map((number) =>
    range(number * 100, number * 100 + 500).toSorted(() => Math.random() - 0.5)
  );
  const runs = await Promise.all(inputs.map((ids) => notify.run(["new", "set"], linesOf(ids))));
  assert.deepEqual(runs.map(({ code, stderr }) => [code, stderr]), runs.map(() => [0, ""]));
  assert.deepEqual(sorted(runs.flatMap(({ stdout }) => idsOf(stdout))), range(0, last));
  assert.ok(runs.every(({ stdout }) => !stdout.includes("repeated")));
  assert.equal(await notify.seen("set"), last);
});

Deno.test("notify new has seen thirteen after ten, two and one of processes that run together, always", async () => {
  for (let round = 0; round < (isLong ? 5 : 2); round++) {
    using folder = tempFolder();
    const notify = notifyOn(folder.path);
    assert.equal(
      idsOf((await notify.run(["new", "set"], linesOf(range(0, 10)))).stdout).length,
      10,
    );
    const [two, one] = await Promise.all([
      notify.run(["new", "set"], linesOf(range(0, 12))),
      notify.run(["new", "set"], linesOf([...range(0, 10), 12])),
    ]);
    assert.deepEqual([idsOf(two.stdout), idsOf(one.stdout)], [[10, 11], [12]]);
    assert.equal(await notify.seen("set"), 13);
  }
});

const kills = isLong ? 100 : 16;

Deno.test(`notify new killed ${kills} times at random loses nothing and marks what it repeats`, async () => {
  using folder = tempFolder();
  const count = 400;
  let cut = 0;
  for (let round = 0; round < kills / 4; round++) {
    await Promise.all(
      range(0, 4).map(async (number) => {
        const path = folder.file(`${round}-${number}/notices.db`);
        await using first = spawnScript("notices_child.ts", [path, String(count)]);
        const before: string[] = [];
        // A half is still to come, so that it ends in the middle, wherever that is by then.
        const last = 1 + Math.floor(Math.random() * count / 2);
        while (before.length < last) before.push(await first.line() ?? "");
        first.kill("SIGKILL");
        before.push(...await first.rest());
        await using second = spawnScript("notices_child.ts", [path, String(count)]);
        const after = await second.rest();
        if (before.length < count) cut++;
        assertOnce([...before, ...after], count);
      }),
    );
  }
  assert.ok(cut > 0.4 * kills, `only ${cut} were killed in the middle`);
});

/** Each was printed, and no more than once without a mark. */
function assertOnce(lines: readonly string[], count: number): void {
  const items = printed(lines.map((line) => `${line}\n`).join(""));
  assert.deepEqual(sorted([...new Set(items.map(({ id }) => id))]), range(0, count));
  const unmarked = items.filter(({ repeated }) => repeated !== true).map(({ id }) => id);
  assert.equal(new Set(unmarked).size, unmarked.length);
}

Deno.test("notify new killed while it prints leaves all of it to the next run, given again or not", async () => {
  using folder = tempFolder();
  const notify = notifyOn(folder.path);
  const ids = range(0, 1_000);
  const padded = ids.map((id) => JSON.stringify({ id, text: "x".repeat(1_000) }) + "\n").join("");
  const stuck = await notify.stuck(["new", "set"], padded);
  await until("what the run took", () => inFlight(folder.path), (count) => count === 1_000);
  stuck.kill("SIGKILL");
  await stuck.status;
  const partly = await new Response(stuck.stdout).text();
  assert.ok(idsOf(partly).length < 1_000);
  assert.equal(await notify.seen("set"), 0);
  const next = await notify.run(["new", "set"], linesOf([5_000]));
  assert.deepEqual(sorted(idsOf(next.stdout)), [...ids, 5_000]);
  assert.ok(printed(next.stdout).every(({ id, repeated }) => (repeated === true) === (id < 5_000)));
  assert.equal(await notify.seen("set"), 1_001);
});

Deno.test("notify new leaves to a run that is slow what that has taken, until --redeliver-after", async () => {
  using folder = tempFolder();
  const notify = notifyOn(folder.path);
  const padded = range(0, 200).map((id) => JSON.stringify({ id, text: "x".repeat(1_000) }) + "\n");
  const slow = await notify.stuck(["new", "set"], padded.join(""));
  await until("what the run took", () => inFlight(folder.path), (count) => count === 200);
  assert.equal((await notify.run(["new", "set"], linesOf(range(0, 200)))).stdout, "");
  const { stdout } = await notify.run(["new", "set", "--redeliver-after", "0s"], linesOf([7]));
  assert.ok(printed(stdout).length === 200 && printed(stdout).every(({ repeated }) => repeated));
  assert.equal(idsOf(await new Response(slow.stdout).text()).length, 200);
  assert.deepEqual(await slow.status.then(({ code }) => code), 0);
  await slow.stderr.cancel();
  assert.equal(await notify.seen("set"), 200);
});

Deno.test("notify new names the line that is garbage, prints nothing and loses nothing", async () => {
  using folder = tempFolder();
  const notify = notifyOn(folder.path);
  const bad = await notify.run(["new", "set"], linesOf([1, 2]) + "garbage\n" + linesOf([3]));
  assert.deepEqual([bad.code, bad.stdout], [2, ""]);
  assert.match(bad.stderr, /line 3 is not JSON/);
  const json = await notify.run(["new", "set", "--json"], '{"x":1}\n');
  assert.deepEqual([json.code, json.stdout], [2, ""]);
  assert.equal(JSON.parse(json.stderr).error.code, "USAGE");
  const good = await notify.run(["new", "set"], linesOf([1, 2, 3]));
  assert.deepEqual(idsOf(good.stdout), [1, 2, 3]);
});

Deno.test("notify new does not confirm what nobody reads, and the next run marks it", async () => {
  using folder = tempFolder();
  const notify = notifyOn(folder.path);
  const broken = await notify.stuck(["new", "set"], linesOf([1, 2]), { closed: true });
  assert.equal((await broken.status).code, 75);
  assert.match(await new Response(broken.stderr).text(), /the reader of its output/);
  const next = await notify.run(["new", "set"], linesOf([1, 2, 3]));
  assert.deepEqual(printed(next.stdout).map(({ id, repeated }) => [id, repeated]), [
    [1, true],
    [2, true],
    [3, undefined],
  ]);
});

Deno.test("notify new on a full disk says so, prints or keeps nothing half, and goes on later", async () => {
  using folder = tempFolder();
  const notify = notifyOn(folder.path);
  const output = await notify.run(["new", "set"], linesOf([1]), [
    "sh",
    "-c",
    '"$@" >/dev/full',
    "sh",
  ]);
  assert.equal(output.code, 1);
  assert.match(output.stderr, /the disk is full/);
  const limited = ["bash", "-c", `ulimit -f 64; trap '' XFSZ; exec "$@"`, "limited"];
  const ids = range(10, 2_010);
  const state = await notify.run(["new", "set", "--json"], linesOf(ids), limited);
  assert.deepEqual([state.code, state.stdout], [1, ""]);
  assert.equal(JSON.parse(state.stderr).error.code, "DISK_FULL");
  const next = await notify.run(["new", "set"], linesOf([1, ...ids]));
  assert.deepEqual(sorted(idsOf(next.stdout)), [1, ...ids]);
});

Deno.test("notify new --changed prints what changed, notify forget makes it new again", async () => {
  using folder = tempFolder();
  const notify = notifyOn(folder.path);
  const at = (version: number) => `{"key":{"id":"a"},"version":${version}}\n`;
  const run = (version: number, ...options: readonly string[]) =>
    notify.run(["new", "set", "--key", "/key/id", ...options], at(version));
  assert.equal((await run(1)).stdout, at(1));
  assert.equal((await run(2)).stdout, "");
  assert.equal((await run(2, "--changed")).stdout, at(2));
  assert.equal((await run(2, "--changed")).stdout, "");
  const changed = JSON.parse((await run(3, "--changed", "--json")).stdout);
  assert.deepEqual(changed, {
    set: "set",
    items: [{ item: { key: { id: "a" }, version: 3 }, changed: true, repeated: false }],
  });
  const forgotten = await notify.run(["forget", "set", "a", "--json"]);
  assert.deepEqual(JSON.parse(forgotten.stdout), { set: "set", forgotten: 1 });
  assert.equal((await run(3)).stdout, at(3));
  assert.equal((await notify.run(["forget", "none"])).code, 4);
});

/** How many items a run has taken and not confirmed; throws until there is a file. */
function inFlight(folder: string): number {
  using db = new DatabaseSync(`${folder}/notices.db`, { readOnly: true });
  return Number(db.prepare("SELECT count(*) AS count FROM flights").get()?.["count"]);
}
