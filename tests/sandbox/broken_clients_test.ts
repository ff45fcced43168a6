import assert from "node:assert/strict";
import { startSandbox } from "@/sandbox/server.ts";
import { brokenRequests, sendAndGo } from "@tests/support/broken_clients.ts";

Deno.test("R17: the sandbox goes on after every kind of broken client", async () => {
  const sandbox = await startSandbox();
  try {
    const { hostname: host, port } = new URL(sandbox.url);
    await Promise.all(
      brokenRequests.flatMap(([, request]) =>
        ["/api/v1/info", "/api/v1/login", "/api/v1/projects"].flatMap((path) =>
          (["end", "reset"] as const).map((how) =>
            sendAndGo({ host, port: Number(port) }, request.replaceAll("PATH", path), how)
          )
        )
      ),
    );
    const answer = await fetch(`${sandbox.url}/api/v1/info`);
    assert.equal(answer.status, 200);
    await answer.body?.cancel();
  } finally {
    await sandbox.close();
  }
});
