import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import {
  adapter,
  create,
  label,
  present,
  project,
  seed,
  signal,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("changes() reads 1000 tasks of 10 projects in at most 15 requests, and in 1 when nothing changed", async () => {
  await using account = await testAccount();
  for (let index = 0; index < 10; index += 1) {
    await seed(account, await project(account, `P${index}`), 100);
  }
  using vikunja = adapter(account);
  await vikunja.identify(signal);
  const first = await vikunja.counting(() => vikunja.everything());
  assert.equal(first.result.complete, true);
  assert.equal(first.result.readings.length, 1000);
  assert.ok(vikunja.requests() <= 15, `${vikunja.requests()} requests`);
  using next = adapter(account);
  await next.identify(signal);
  const before = next.requests();
  const again = await next.changes(
    { cursor: vikunja.cursor(), full: false, knownCount: 1000 },
    signal,
  );
  assert.equal(again.complete, false);
  const requests = next.requests() - before;
  // Without the facts of the first process: one more for the server, one for the projects.
  assert.ok(requests <= 1, `${requests} requests`);
});

for (const count of [0, 1, 50, 51, 101, 1001]) {
  Deno.test(`T12 changes() and write() see all of ${count} tasks, labels and projects`, async () => {
    await using account = await testAccount();
    await seed(account, await project(account, "P"), count);
    for (let index = 0; index < count; index += 1) {
      await label(account, `l${index}`);
      await project(account, `p${index}`);
    }
    using vikunja = adapter(account);
    const changes = await vikunja.everything();
    assert.equal(changes.readings.length, count);
    if (count === 0) return;
    const last = { labels: [`l${count - 1}`], project: [`p${count - 1}`] };
    const made = present(await vikunja.writeOne(create(last)));
    assert.deepEqual([made.task.labels, made.task.project], [last.labels, last.project]);
    assert.equal(vikunja.lines.filter((line) => line.path.endsWith("/v2/labels")).length, 0);
    assert.equal(
      vikunja.lines.filter(({ method, path }) => method === "POST" && path.endsWith("/projects"))
        .length,
      0,
    );
  });
}

Deno.test("T12 changes() fails and infers nothing when the second page fails", async () => {
  await using account = await testAccount();
  await seed(account, await project(account, "P"), 1001);
  await using proxy = await faultyProxy(account.url);
  proxy.fault = ({ path }) =>
    path.includes("/tasks?page=2") ? { kind: "answer", status: 500, body: {} } : pass;
  using vikunja = adapter({ ...account, url: proxy.url }, { wait: () => Promise.resolve() });
  await assert.rejects(
    vikunja.everything(),
    (error) => error instanceof SyncError && error.code === "SERVER_UNAVAILABLE",
  );
  assert.equal(vikunja.cursor(), "");
});

Deno.test("changes() reads every comment of every task, beyond the 50 a list shows", async () => {
  await using account = await testAccount();
  const [many, one, two] = await seed(account, await project(account, "P"), 3);
  const comment = (id: number | undefined, text: string) =>
    account.call("POST", `/api/v2/tasks/${id}/comments`, { comment: text });
  for (let index = 0; index < 52; index += 1) await comment(many, `c${index}`);
  await comment(one, "late one");
  await comment(two, "late two");
  using vikunja = adapter(account);
  const { readings } = await vikunja.everything();
  const texts = readings.map((reading) =>
    reading.kind === "present" ? reading.task.comments.map(({ text }) => text) : []
  );
  assert.equal(texts[0]?.length, 52);
  assert.deepEqual(texts.slice(1), [["late one"], ["late two"]]);
  const [read] = await vikunja.read([String(many)], signal);
  assert.equal(read?.kind === "present" ? read.task.comments.length : null, 52);
});
