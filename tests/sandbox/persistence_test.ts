import assert from "node:assert/strict";
import { startSandbox } from "@/sandbox/server.ts";
import { called } from "./client.ts";

Deno.test("startSandbox() with a data file goes on where it was stopped", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const dataFile = `${folder}/sandbox.db`;
    const made = await (async () => {
      await using it = await called({ dataFile });
      const project = await it.project();
      const path = `/api/v2/projects/${project}/tasks`;
      const kept = await it.call("POST", path, { title: "kept", due_date: "2031-01-02T03:04:05Z" });
      const gone = await it.call("POST", path, { title: "gone" });
      await it.call("DELETE", `/api/v2/tasks/${gone.body.id}`);
      await it.call("POST", `/api/v2/tasks/${kept.body.id}/comments`, { comment: "hello" });
      const before = await it.call("GET", `/api/v2/tasks/${kept.body.id}?expand=comments`);
      return { path, gone: gone.body.id, token: it.sandbox.token, kept: before.body };
    })();

    await using it = await called({ dataFile });
    assert.equal(it.sandbox.token, made.token);
    const again = await it.call("GET", `/api/v2/tasks/${made.kept.id}?expand=comments`);
    assert.deepEqual(withoutAddress(again.body), withoutAddress(made.kept));
    const next = await it.call("POST", made.path, { title: "next" });
    assert.equal(next.body.id, made.gone + 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("startSandbox() keeps nothing of a refused write in its data file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const dataFile = `${folder}/sandbox.db`;
    const path = await (async () => {
      await using it = await called({ dataFile });
      const path = `/api/v2/projects/${await it.project()}/tasks`;
      await it.call("POST", `${path}/bulk`, {
        tasks: [{ title: "good" }, { title: "bad", assignees: [{ id: 999 }] }],
      });
      return path;
    })();
    await using it = await called({ dataFile });
    assert.equal((await it.call("GET", path)).body.total, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** The port is another one; a comment moves `updated` a moment later. */
function withoutAddress(task: object): Record<string, unknown> {
  return { ...task, $schema: null, updated: null };
}

Deno.test("a sandbox that cannot listen leaves its data to the next one", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const dataFile = `${folder}/sandbox.db`;
    await using other = await startSandbox();
    const port = Number(new URL(other.url).port);
    await assert.rejects(startSandbox({ dataFile, port }), { code: "EADDRINUSE" });
    const next = await startSandbox({ dataFile });
    await next.close();
    // The last one to close it takes the write-ahead file away.
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["sandbox.db"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
