import assert from "node:assert/strict";
import type { Changes } from "@/ports/replica.ts";
import { startSandbox } from "@/sandbox/server.ts";
import { adapter, create, memoryFacts, present, signal } from "@tests/adapters/vikunja/support.ts";

/** A server whose clock can be moved; `concurrent`: it says that writes run side by side. */
async function server(concurrent: boolean) {
  const state = { skewMs: 0 };
  const info = { version: "v2.5.0", max_items_per_page: 50, concurrent_writes: concurrent };
  const sandbox = await startSandbox({
    now: () => new Date(Date.now() + state.skewMs),
    fault: ({ path }) => path.endsWith("/info") ? { status: 200, body: info } : null,
  });
  const facts = memoryFacts();
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Bearer ${sandbox.token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await answer.json();
  };
  const { url, token } = sandbox;
  return {
    url,
    token,
    state,
    call,
    settle: sandbox.settle,
    connect: () =>
      adapter({ url, token }, {
        facts,
        wait: (ms) => {
          sandbox.settle();
          state.skewMs += ms;
          return Promise.resolve();
        },
      }),
    /** Done in a transaction that began so long ago: its stamp is that old when it can be seen. */
    async late(ms: number, method: string, path: string, body: unknown) {
      state.skewMs -= ms;
      const made = await call(method, path, body);
      state.skewMs += ms;
      return made;
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

function titles(changes: Changes): readonly string[] {
  return changes.readings.flatMap((one) => one.kind === "present" ? [one.task.title] : []);
}

for (const seconds of [3, 50, 110]) {
  Deno.test(`N22: changes() shows what was committed ${seconds} s after its stamp, in one request`, async () => {
    await using it = await server(true);
    using vikunja = it.connect();
    const writes = ["slow", "other"].map((title) => create({ title, project: ["P"] }));
    await vikunja.everything();
    const [slow, other] = (await vikunja.write(writes, signal)).map((one) => present(one).id);
    it.state.skewMs += 600_000;
    await it.call("PATCH", `/api/v2/tasks/${other}`, { title: "moved on" });
    let cursor = vikunja.cursor();
    const look = async () => {
      const request = { cursor, full: false, knownCount: 2 };
      const { result, requests } = await vikunja.counting(() => vikunja.changes(request, signal));
      cursor = vikunja.cursor();
      return { titles: titles(result), requests, complete: result.complete };
    };
    assert.ok((await look()).titles.includes("moved on"));
    assert.equal((await look()).requests, 1);
    await it.late(seconds * 1000, "PATCH", `/api/v2/tasks/${slow}`, { title: "late" });
    const found = await look();
    assert.ok(found.titles.includes("late"));
    assert.equal(found.complete, false);
    assert.equal(found.requests, 1);
    assert.equal((await look()).requests, 1);
  });
}

Deno.test("N22: changes() counts a task that was made in a slow transaction, and reads no full list for it", async () => {
  await using it = await server(true);
  using vikunja = it.connect();
  await vikunja.everything();
  const [first] = await vikunja.write([create({ title: "first", project: ["P"] })], signal);
  const project = (await it.call("GET", `/api/v2/tasks/${present(first).id}`)).project_id;
  it.state.skewMs += 600_000;
  await vikunja.changes({ cursor: vikunja.cursor(), full: false, knownCount: 1 }, signal);
  await it.late(60_000, "POST", `/api/v2/projects/${project}/tasks`, { title: "late" });
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 1 };
  const changes = await vikunja.changes(request, signal);
  assert.equal(changes.complete, false);
  assert.deepEqual(titles(changes), ["late"]);
});

Deno.test("N22: bulk writes are small where writes run side by side", async () => {
  for (const concurrent of [true, false]) {
    await using it = await server(concurrent);
    using vikunja = it.connect();
    await vikunja.everything();
    const writes = Array.from({ length: 25 }, (_, i) => create({ title: `t${i}`, project: ["P"] }));
    for (const written of await vikunja.write(writes, signal)) present(written);
    const bulks = vikunja.lines.filter(({ path }) => path.endsWith("/tasks/bulk"));
    assert.equal(bulks.length >= 3, concurrent);
  }
});

const comment = (index: number) => ({ from: `c${index}`, text: `c${index}`, writtenAt: null });

Deno.test("R19: waitForRest() waits from the last write of a task with comments on, not from when it is asked", async () => {
  await using it = await server(true);
  const waits: number[] = [];
  let passedMs = 0;
  using vikunja = adapter(it, {
    elapsed: () => performance.now() + passedMs,
    wait: (ms) => Promise.resolve(void waits.push(ms)),
  });
  await vikunja.everything();
  const made = create({ title: "commented" });
  const comments = Array.from({ length: 60 }, (_, i) => comment(i));
  await vikunja.writeOne({ ...made, push: { ...made.push, comments } } as typeof made);
  const restOf = async () => {
    waits.length = 0;
    const told: number[] = [];
    assert.equal(await vikunja.waitForRest?.(signal, (ms) => void told.push(ms)), true);
    assert.deepEqual(told, waits);
    return waits[0] ?? 0;
  };
  passedMs += 4_000;
  await vikunja.writeOne(create({ title: "without" }));
  const rest = await restOf();
  assert.ok(rest > 0 && rest <= 1_200, `${rest} ms`);
  passedMs += 10_000;
  assert.equal(await restOf(), 0);
});

for (const concurrent of [true, false]) {
  Deno.test(`R19: after many comments were written the next run is one request (side by side: ${concurrent})`, async () => {
    await using it = await server(concurrent);
    using vikunja = it.connect();
    await vikunja.everything();
    const writes = Array.from({ length: 6 }, (_, task) => {
      const made = create({ title: `t${task}`, project: ["P"] });
      const comments = Array.from({ length: 20 }, (_, i) => comment(task * 100 + i));
      return { ...made, push: { ...made.push, comments } } as typeof made;
    });
    const ids = (await vikunja.write(writes, signal)).map((written) => present(written).id);
    const look = async () => {
      const request = { cursor: vikunja.cursor(), full: false, knownCount: 6 };
      return await vikunja.counting(() => vikunja.changes(request, signal));
    };
    assert.equal(await vikunja.waitForRest?.(signal), true);
    const again = await look();
    assert.equal(again.result.readings.length, 6);
    assert.ok(again.requests > 1);
    assert.equal(await vikunja.waitForRest?.(signal), false);
    for (let run = 0; run < 3; run++) {
      const { result, requests } = await look();
      assert.deepEqual([result.readings.length <= 2, result.complete, requests], [true, false, 1]);
    }
    // What moves is seen nevertheless: one comment more, one less, one changed, another field.
    const texts = async () => {
      it.settle();
      return (await look()).result.readings.flatMap((reading) =>
        reading.kind === "present" && reading.id === ids[0] ? [reading.task] : []
      )[0];
    };
    await it.call("POST", `/api/v2/tasks/${ids[0]}/comments`, { comment: "more" });
    assert.equal((await texts())?.comments.at(-1)?.text, "more");
    await it.call("PATCH", `/api/v2/tasks/${ids[0]}`, { title: "changed" });
    assert.equal((await texts())?.title, "changed");
    const last = (await texts())?.comments.at(-1)?.id;
    await it.call("PUT", `/api/v2/tasks/${ids[0]}/comments/${last}`, { comment: "edited" });
    assert.equal((await texts())?.comments.at(-1)?.text, "edited");
    await it.call("DELETE", `/api/v1/tasks/${ids[0]}/comments/${last}`);
    assert.equal((await texts())?.comments.length, 20);
  });
}
