import assert from "node:assert/strict";
import { asSyncError } from "@/domain/errors.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { Write, Written } from "@/ports/replica.ts";
import { sandboxVersions } from "@/sandbox/version.ts";
import { task } from "@tests/adapters/vikunja/support.ts";
import { calmNetwork, roughNetwork } from "@tests/simulation/vikunja/fates.ts";
import type { HeldChange } from "@tests/simulation/vikunja/history.ts";
import { randomPersonStep } from "@tests/simulation/vikunja/person_steps.ts";
import { type ClientWorld, clientWorld } from "@tests/simulation/vikunja/world.ts";

interface Asked {
  write: Write;
  outcome: Written | null;
}

const at = "2026-01-01T00:00:00Z";
const write = (key: string, id: string | null, push: Push): Write => ({
  key,
  id,
  push,
  requestedAt: at,
  mayHaveHappened: false,
  linkedComments: [],
  link: null,
});

function patchBy(random: () => number, step: number): Patch {
  switch (Math.floor(random() * 6)) {
    case 0:
      return { priority: Math.floor(random() * 6) };
    case 1:
      return { labels: { add: ["ours"], remove: [] } };
    case 2:
      return { labels: { add: [], remove: ["ours"] } };
    case 3:
      return { comments: { add: [comment(step)], edit: [], remove: [] } };
    case 4:
      return { done: random() < 0.5 };
    default:
      return { title: `ours ${step}`, notes: `notes ${step}` };
  }
}

const comment = (step: number) => ({ from: `c${step}`, text: `comment ${step}`, writtenAt: null });

/** As the outbox does: again under the same key, until it is known what became of it. */
async function carriedOut(it: ClientWorld, write: Write): Promise<Asked> {
  const asked: Asked = { write, outcome: null };
  for (let attempt = 0; attempt < 60; attempt++) {
    const mayHaveHappened = attempt > 0;
    const [outcome] = await it.write({ ...write, mayHaveHappened }).catch(failed);
    asked.outcome = outcome ?? null;
    if (outcome?.kind !== "failed" || !outcome.error.retryable) break;
    await it.time.pass(10_000);
  }
  return asked;
}

function failed(error: unknown): readonly Written[] {
  return [{ kind: "failed", error: asSyncError(error) }];
}

/** What somebody does at the page, at moments of the next seconds. */
function somebodyActs({ world, time, random }: ClientWorld): void {
  for (let count = Math.floor(random() * 3); count > 0; count--) {
    const step = randomPersonStep(random);
    time.runtime.after(random() * 3_000, () => void world.person.take(step));
  }
}

async function life(seed: number, as: (typeof sandboxVersions)[number]) {
  const it = clientWorld(seed, { as });
  const { world, time, random } = it;
  await it.changes();
  world.network.fate = roughNetwork(random);
  const made = new Map<string, Asked>();
  const told: { readonly from: number; readonly asked: Asked }[] = [];
  for (let step = 0; step < 14; step++) {
    somebodyActs(it);
    const ids = [...made.values()].flatMap(({ outcome }) =>
      outcome?.kind === "written" && outcome.reading.kind === "present" ? [outcome.reading.id] : []
    );
    const id = ids[Math.floor(random() * ids.length)];
    const from = world.history.length;
    if (id === undefined || random() < 0.3) {
      const title = `made ${step}`;
      const comments = random() < 0.3 ? [comment(step)] : [];
      const labels = random() < 0.5 ? ["ours"] : [];
      const push: Push = { kind: "create", task: task({ title, labels }), comments, extra: null };
      const asked = await carriedOut(it, write(`${title}@1`, null, push));
      made.set(title, asked);
      told.push({ from, asked });
    } else {
      const patch = patchBy(random, step);
      const push: Push = { kind: "update", patch, expected: {} };
      const asked = await carriedOut(it, write(`${id}@${step + 2}`, id, push));
      told.push({ from, asked });
    }
    await time.pass(random() * 20_000);
  }
  world.network.fate = calmNetwork(random);
  return { world, made, told };
}

/** How many there were at once of those that the program made: what somebody deletes may be made again. */
function mostComments(history: readonly HeldChange[], text: unknown): number {
  let [now, most] = [0, 0];
  for (const { field, by, before, after } of history) {
    if (field !== "comment") continue;
    if (by === "program" && before === null && after === text) now += 1;
    else if (before === text && after !== text) now -= 1;
    most = Math.max(most, now);
  }
  return most;
}

/**
 * Likewise. A task whose making was not answered, and which somebody renamed as well as completed before it was
 * looked for, bears no sign of ours any more: that limit is known.
 */
function mostTasks(history: readonly HeldChange[], title: string): number {
  const there = new Map<number, Set<HeldChange["field"]>>();
  let most = 0;
  for (const { field, by, after, taskId } of history) {
    if (field === "task" && by === "program" && after === title) there.set(taskId, new Set());
    else if (field === "task" && after === null) there.delete(taskId);
    else there.get(taskId)?.add(field);
    const known = [...there.values()].filter((changed) =>
      !changed.has("title") || !changed.has("doneAt")
    );
    most = Math.max(most, known.length);
  }
  return most;
}

for (const as of sandboxVersions) {
  Deno.test(`write() under every fate makes each task once, each comment once, and tells what it did (${as})`, async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { world, made, told } = await life(seed, as);
      for (const [title, { outcome }] of made) {
        const most = mostTasks(world.history, title);
        assert.ok(most <= 1, `seed ${seed}: there were ${most} of «${title}»`);
        const isMade = world.history.some(({ by, after }) => by === "program" && after === title);
        if (outcome?.kind === "written") assert.ok(isMade, `seed ${seed}: ${title}`);
      }
      for (const { after } of world.history.filter(({ field }) => field === "comment")) {
        const most = mostComments(world.history, after);
        assert.ok(most <= 1, `seed ${seed}: there were ${most} of the comment ${after}`);
      }
      for (const { from, asked } of told) {
        const { outcome, write } = asked;
        if (outcome?.kind !== "written" || write.push.kind !== "update") continue;
        const { title } = write.push.patch;
        if (title === undefined || outcome.lacks?.title || outcome.undone?.title) continue;
        const was = world.history.slice(from).some(({ field, after, taskId }) =>
          field === "title" && after === title && String(taskId) === write.id
        );
        const reading = outcome.reading;
        assert.ok(was, `seed ${seed}: «${title}» is told as written: ${JSON.stringify(reading)}`);
      }
    }
  });
}

Deno.test("write() finds the task that it made before a label was lost, though it was renamed and completed since", async () => {
  const { world, changes, write: send } = clientWorld(1);
  await changes();
  const create = write("made@1", null, {
    kind: "create",
    task: task({ title: "made", labels: ["ours"] }),
    comments: [],
    extra: null,
  });
  const calm = calmNetwork(() => 0.5);
  world.network.fate = (request) =>
    request.path.endsWith("/labels") && request.path.includes("/tasks/")
      ? { kind: "lost", latencyMs: 10 }
      : calm(request);
  assert.equal((await send(create))[0]?.kind, "failed");
  for (
    const edit of [{ field: "title", value: "renamed" }, { field: "done", value: true }] as const
  ) {
    assert.notEqual(world.person.take({ kind: "edit", task: 0, edit }), null);
  }
  world.network.fate = calm;
  const [written] = await send({ ...create, mayHaveHappened: true });
  assert.equal(written?.kind, "written");
  assert.deepEqual(world.tasks().map(({ title, labels }) => [title, labels]), [["renamed", [
    "ours",
  ]]]);
});

for (const waits of ["rate limit", "overload"] as const) {
  Deno.test(`write() reads again what it replaces once it had to wait (${waits})`, async () => {
    const { time, world, changes, write: send } = clientWorld(1);
    await changes();
    world.person.take({ kind: "add", title: "milk", project: 0 });
    const calm = calmNetwork(() => 0.5);
    const forMs = waits === "overload" ? 4_000 : 20_000;
    const until = time.runtime.elapsed() + forMs;
    world.network.fate = (request) => {
      if (!request.path.endsWith("/bulk") || time.runtime.elapsed() > until) return calm(request);
      return waits === "overload"
        ? { kind: waits, latencyMs: 600 }
        : { kind: waits, latencyMs: 10, resetMs: forMs };
    };
    const edit = { field: "title", value: "bread" } as const;
    time.runtime.after(forMs / 2, () => world.person.take({ kind: "edit", task: 0, edit }));
    const push: Push = {
      kind: "update",
      patch: { title: "tea" },
      expected: { title: "milk" },
    };
    const update = write("1@2", "1", push);
    let [written] = await send(update);
    if (waits === "overload") {
      assert.equal(written?.kind, "failed");
      await time.pass(30_000);
      [written] = await send({ ...update, mayHaveHappened: true });
    }
    assert.equal(written?.kind, "stale");
    assert.deepEqual(world.tasks().map(({ title }) => title), ["bread"]);
  });
}

for (const isRefused of [true, false]) {
  Deno.test(`write() says ${isRefused ? "" : "not "}that nothing was written where the task cannot be read again, once its change ${isRefused ? "was put off" : "may have arrived"}`, async () => {
    const { world, changes, write: send } = clientWorld(1);
    await changes();
    world.person.take({ kind: "add", title: "milk", project: 0 });
    const calm = calmNetwork(() => 0.5);
    let isSent = false;
    world.network.fate = (request) => {
      if (request.path.endsWith("/bulk")) {
        isSent = true;
        return isRefused
          ? { kind: "rate limit", latencyMs: 10, resetMs: 20_000 }
          : { kind: "answer lost", latencyMs: 10 };
      }
      return isSent ? { kind: "lost", latencyMs: 10 } : calm(request);
    };
    const push: Push = { kind: "update", patch: { title: "tea" }, expected: { title: "milk" } };
    const [written] = await send(write("1@2", "1", push));
    assert.ok(isSent && written?.kind === "failed");
    assert.equal(written.error.details["unwritten"] === true, isRefused);
    assert.notEqual(written.error.details["untried"], true);
  });
}

Deno.test("write() of a deletion that had to wait leaves alone what somebody edited meanwhile", async () => {
  const { time, world, vikunja, changes, write: send } = clientWorld(1);
  await changes();
  world.person.take({ kind: "add", title: "milk", project: 0 });
  const [reading] = await time.run(vikunja.read(["1"], new AbortController().signal));
  const seen = reading?.kind === "present" ? reading.task : null;
  const calm = calmNetwork(() => 0.5);
  const until = time.runtime.elapsed() + 20_000;
  world.network.fate = (request) =>
    request.method === "DELETE" && time.runtime.elapsed() < until
      ? { kind: "rate limit", latencyMs: 10, resetMs: 20_000 }
      : calm(request);
  const edit = { field: "title", value: "bread" } as const;
  time.runtime.after(10_000, () => world.person.take({ kind: "edit", task: 0, edit }));
  const [written] = await send(write("1@3", "1", { kind: "delete", seen }));
  assert.equal(written?.kind, "stale");
  assert.deepEqual(world.tasks().map(({ title }) => title), ["bread"]);
});
