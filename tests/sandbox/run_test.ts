import assert from "node:assert/strict";
import { runSandbox } from "@/sandbox/run.ts";
import { called } from "./client.ts";

Deno.test("runSandbox() prints its address first, then how to log in, and runs until it is stopped", async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const running = runSandbox(
    { listen: "127.0.0.1:0", seed: "demo", data: null, overlap500: false, as: "2.5" },
    {},
    (line) => {
      lines.push(line);
      if (lines.length === 3) ready.resolve();
    },
    stop.signal,
  );
  await ready.promise;
  const [url = "", token = "", login = ""] = lines;
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.match(token, /^token: tk_[0-9a-f]{40}$/);
  assert.match(login, /^user: \S+ password: \S+$/);
  const response = await fetch(`${url}/api/v2/tasks`, {
    headers: { authorization: `Bearer ${token.slice("token: ".length)}` },
  });
  assert.equal(response.status, 200);
  await response.body?.cancel();
  stop.abort();
  await running;
  await assert.rejects(() => fetch(url));
});

Deno.test("the demo has nested projects and tasks with what tasks can have", async () => {
  await using it = await called({ seed: "demo" });
  const projects = await it.call("GET", "/api/v2/projects");
  assert.ok(projects.body.items.some(({ title }) => title === "Website"));
  const { body } = await it.call("GET", "/api/v2/tasks?expand=comments&filter=labels%20!=%200");
  assert.ok(body.total > 10);
});
