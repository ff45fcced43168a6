import assert from "node:assert/strict";
import { createServer } from "node:net";
import { connectDaemon } from "@/adapters/http/daemon_client.ts";
import { lookAtSocket } from "@/adapters/http/socket_place.ts";
import { unixRequest } from "@/adapters/http/unix_request.ts";
import type { SyncError } from "@/domain/errors.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const nobody = 65_534;

/** Listens, and hears what is said. */
async function listener(path: string, answer: string | null) {
  let heard = "";
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      heard += String(bytes);
      if (answer !== null) socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    heard: () => heard,
    [Symbol.dispose]: () => void server.close(),
  };
}

Deno.test("S5: lookAtSocket() tells what stands there without following or connecting", async () => {
  using folder = tempFolder();
  using _listener = await listener(folder.file("socket"), null);
  Deno.writeTextFileSync(folder.file("file"), "notes");
  Deno.symlinkSync(folder.file("socket"), folder.file("link"));
  assert.deepEqual(lookAtSocket(folder.file("socket")), { kind: "socket" });
  for (const name of ["file", "link", "."]) {
    assert.deepEqual(lookAtSocket(folder.file(name)), { kind: "no socket" }, name);
  }
  for (const name of ["none", "file/below", "x".repeat(300)]) {
    assert.deepEqual(lookAtSocket(folder.file(name)), { kind: "nothing" }, name);
  }
});

Deno.test({
  name: "S5: nothing is said to a socket of another user, whatever it would answer",
  ignore: Deno.uid() !== 0,
  async fn() {
    using folder = tempFolder();
    const path = folder.file("socket");
    using foreign = await listener(path, 'HTTP/1.0 200 OK\r\n\r\n{"version":"0.1.0"}');
    Deno.chownSync(path, nobody, nobody);
    assert.deepEqual(lookAtSocket(path), { kind: "foreign", owner: nobody });
    assert.equal(await connectDaemon(path), null);
    assert.equal(foreign.heard(), "");
  },
});

for (
  const [what, answer] of [
    ["answers nothing", null],
    ["ends in the middle of its head", "HTTP/1.0 200 OK\r\n"],
    ["ends in the middle of its answer", 'HTTP/1.0 200 OK\r\n\r\n{"version"'],
  ] as const
) {
  Deno.test(`S5: unixRequest() gives up a listener that ${what}`, async () => {
    using folder = tempFolder();
    using _listener = await listener(folder.file("socket"), answer);
    const request = { method: "GET", path: "/", body: "", signal: null, silenceMs: 50 };
    const hear = async () => {
      const response = await unixRequest(folder.file("socket"), request);
      for await (const _ of response?.text ?? []) { /* to its end */ }
    };
    await assert.rejects(hear(), (error: SyncError) => {
      assert.match(error.message, /says nothing for/);
      return error.code === "DAEMON_GONE" && error.retryable;
    });
  });
}
