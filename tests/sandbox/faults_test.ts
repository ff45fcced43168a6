import assert from "node:assert/strict";
import http from "node:http";
import type { Fault } from "@/sandbox/options.ts";
import { called } from "./client.ts";

Deno.test("startSandbox() with cut-after-commit carries a write out and closes without a byte", async () => {
  let fault: Fault = null;
  await using it = await called({ fault: () => fault });
  const project = await it.project();
  fault = "cut-after-commit";
  await assert.rejects(() =>
    sendOnce(`${it.sandbox.url}/api/v2/projects/${project}/tasks`, it.sandbox.token)
  );
  fault = null;
  const { body } = await it.call("GET", `/api/v2/projects/${project}/tasks`);
  assert.deepEqual(body.items.map((task) => task.title), ["cut"]);
  assert.equal(it.sandbox.log.find((line) => line.status === 0)?.method, "POST");
});

Deno.test("startSandbox() with cut-before closes and stores nothing", async () => {
  let fault: Fault = null;
  await using it = await called({ fault: () => fault });
  const project = await it.project();
  fault = "cut-before";
  await assert.rejects(() =>
    sendOnce(`${it.sandbox.url}/api/v2/projects/${project}/tasks`, it.sandbox.token)
  );
  fault = null;
  assert.equal((await it.call("GET", `/api/v2/projects/${project}/tasks`)).body.total, 0);
});

Deno.test("startSandbox() gives the answer of a fault instead of its own", async () => {
  await using it = await called({
    fault: ({ method, path }) =>
      method === "POST" && path.endsWith("/projects")
        ? { status: 502, body: { message: "bad gateway" }, headers: { "retry-after": "1" } }
        : null,
  });
  const refused = await it.call("POST", "/api/v2/projects", { title: "never" });
  assert.equal(refused.status, 502);
  assert.equal(refused.body.message, "bad gateway");
  assert.equal(refused.headers.get("retry-after"), "1");
  const { body } = await it.call("GET", "/api/v2/projects?q=never");
  assert.equal(body.total, 0);
});

Deno.test("startSandbox() with overlap500 answers 500 to writes that overlap, and stores nothing of them", async () => {
  await using it = await called({ overlap500: true });
  const project = await it.project();
  const create = (title: string) => it.call("POST", `/api/v2/projects/${project}/tasks`, { title });
  const answers = await Promise.all(["a", "b", "c", "d"].map(create));
  const stored = answers.filter(({ status }) => status === 201);
  const lost = answers.filter(({ status }) => status === 500);
  assert.ok(stored.length >= 1 && lost.length >= 1);
  assert.equal(stored.length + lost.length, 4);
  for (const { body } of lost) assert.deepEqual(body, { message: "Internal Server Error" });
  const { body } = await it.call("GET", `/api/v2/projects/${project}/tasks`);
  assert.equal(body.total, stored.length);
});

Deno.test("startSandbox() with overlap500 stores writes that come one after the other", async () => {
  await using it = await called({ overlap500: true });
  const project = await it.project();
  for (const title of ["a", "b", "c"]) {
    const { status } = await it.call("POST", `/api/v2/projects/${project}/tasks`, { title });
    assert.equal(status, 201);
  }
});

Deno.test("stopAccepting() refuses connections until restart(), at the same address and with the same data", async () => {
  await using it = await called();
  const project = await it.project();
  await it.sandbox.stopAccepting();
  await assert.rejects(() => it.call("GET", "/api/v2/projects"));
  await it.sandbox.restart();
  const { body } = await it.call("GET", `/api/v2/projects/${project}`);
  assert.equal(body.title, "Project");
});

Deno.test("a write that is refused leaves nothing behind", async () => {
  await using it = await called();
  const project = await it.project();
  const path = `/api/v2/projects/${project}/tasks`;
  const many = { tasks: [{ title: "good" }, { title: "bad", assignees: [{ id: 999 }] }] };
  assert.equal((await it.call("POST", `${path}/bulk`, many)).status, 404);
  assert.equal((await it.call("GET", path)).body.total, 0);
  assert.equal((await it.call("POST", path, { title: "next" })).body.id, 1);
});

/** On a connection of its own: Deno repeats a request by itself when a kept connection is cut. */
function sendOnce(url: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method: "POST",
      agent: new http.Agent({ keepAlive: false }),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    }, (response) => {
      response.resume();
      response.on("end", resolve);
    });
    request.on("error", reject);
    request.end(JSON.stringify({ title: "cut" }));
  });
}
