import assert from "node:assert/strict";
import { createLocalServer, localServerFile } from "@/adapters/taskchampion/local_server.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { SyncError } from "@/domain/errors.ts";
import { noVersion } from "@/ports/version_server.ts";
import { httpServerAt } from "@tests/support/http_sync.ts";
import { signal } from "@tests/support/replica_hands.ts";
import { startSyncServer } from "@tests/support/sync_server.ts";
import { versionServerContract } from "@tests/support/version_server_contract.ts";

versionServerContract("sync folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sync-folder-" });
  return {
    open: () => createLocalServer(folder, systemRuntime),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
});

versionServerContract("sync server", () => {
  const server = startSyncServer();
  return Promise.resolve({
    open: () => httpServerAt(server.url),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  });
});

Deno.test("createHttpServer() reads the snapshot that it was asked for", async () => {
  await using server = startSyncServer();
  const client = httpServerAt(server.url);
  assert.equal(await client.snapshot(signal), null);
  const added = await client.add(noVersion, "first", signal);
  assert.ok(added.kind === "added" && added.urgency === "high");
  const snapshot = { version: added.id, data: Uint8Array.of(1, 2, 3) };
  await client.addSnapshot(snapshot, signal);
  assert.deepEqual(await client.snapshot(signal), snapshot);
});

/** Of `childOf` and of `add`, with what each fails with. */
async function failuresAt(url: string) {
  const client = httpServerAt(url);
  const failure = async (asked: Promise<unknown>) => {
    const thrown = await asked.then(() => null, (error: unknown) => error);
    assert.ok(thrown instanceof SyncError);
    const { code, retryable, details } = thrown;
    return { code, retryable, mayHaveHappened: details["mayHaveHappened"] === true };
  };
  return {
    read: await failure(client.childOf(noVersion, signal)),
    write: await failure(client.add(noVersion, "first", signal)),
  };
}

const away = { code: "SYNC_SERVER_UNAVAILABLE", retryable: true, mayHaveHappened: false };
const wrong = { code: "SYNC_SERVER", retryable: false, mayHaveHappened: false };

Deno.test("createHttpServer() says of each failure whether it goes by, and whether a write may have arrived", async () => {
  await using server = startSyncServer();
  const { url } = server;
  const status = (code: number) => () => Promise.resolve(new Response(null, { status: code }));
  server.interfere = status(502);
  assert.deepEqual(await failuresAt(url), {
    read: away,
    write: { ...away, mayHaveHappened: true },
  });
  server.interfere = status(429);
  assert.deepEqual(await failuresAt(url), { read: away, write: away });
  server.interfere = status(403);
  assert.deepEqual(await failuresAt(url), { read: wrong, write: wrong });
  // Not a sync server at all.
  server.interfere = () => Promise.resolve(new Response("<html>hello</html>"));
  assert.deepEqual(await failuresAt(url), { read: wrong, write: wrong });
  await server[Symbol.asyncDispose]();
  assert.deepEqual(await failuresAt(url), { read: away, write: away });
});

Deno.test("createHttpServer() does not read what was encrypted with another secret", async () => {
  await using server = startSyncServer();
  await httpServerAt(server.url).add(noVersion, "first", signal);
  const other = httpServerAt(server.url, () => Promise.resolve("another secret"));
  await assert.rejects(other.childOf(noVersion, signal), { code: "CONFIG" });
  const gone = new SyncError("CONFIG", "the secret file is gone");
  const blind = httpServerAt(server.url, () => Promise.reject(gone));
  await assert.rejects(blind.childOf(noVersion, signal), { message: "the secret file is gone" });
});

Deno.test("createLocalServer() rejects, and says of each failure whether it goes by", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sync-folder-" });
  const server = createLocalServer(folder, systemRuntime);
  const failures = async () =>
    await Promise.all(
      [() => server.childOf(noVersion, signal), () => server.add(noVersion, "first", signal)]
        .map(async (ask) => {
          const thrown = await ask().then(() => null, (error: unknown) => error);
          assert.ok(thrown instanceof SyncError, String(thrown));
          return [thrown.code, thrown.retryable];
        }),
    );
  const damaged = ["SYNC_SERVER", false];
  await Deno.writeTextFile(`${folder}/${localServerFile}`, "no database ".repeat(100));
  assert.deepEqual(await failures(), [damaged, damaged]);
  const goesBy = ["SYNC_SERVER_UNAVAILABLE", true];
  await Deno.remove(folder, { recursive: true });
  assert.deepEqual(await failures(), [goesBy, goesBy]);
});
