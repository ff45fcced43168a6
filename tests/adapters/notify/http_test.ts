import assert from "node:assert/strict";
import { ntfyNotifier, webhookNotifier } from "@/adapters/notify/http.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Notifier } from "@/ports/notifier.ts";
import { telling } from "@tests/support/telling.ts";

const usual = { authorities: () => Promise.resolve(null) };

interface Received {
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

function receiver(status = 200) {
  const received: Received[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    async (request) => {
      const { pathname: path } = new URL(request.url);
      const authorization = request.headers.get("authorization");
      received.push({ path, authorization, body: await request.json() });
      return new Response("no", { status });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function refusalOf(notifier: Notifier): Promise<SyncError> {
  try {
    await notifier.tell(telling, new AbortController().signal);
  } catch (thrown) {
    if (thrown instanceof SyncError) return thrown;
    throw thrown;
  }
  throw new Error("they were told");
}

Deno.test("ntfyNotifier() publishes to the topic as JSON, with the token where there is one", async () => {
  await using it = receiver();
  const { signal } = new AbortController();
  await ntfyNotifier(`${it.url}/sub/my%20topic`, { ...usual, token: () => Promise.resolve("tk_1") })
    .tell(
      telling,
      signal,
    );
  await ntfyNotifier(`${it.url}/plain`, { ...usual, token: () => Promise.resolve(null) }).tell(
    telling,
    signal,
  );
  const message = { title: "Überfällig", message: "Öl was due", priority: 4 };
  assert.deepEqual(it.received, [
    { path: "/sub/", authorization: "Bearer tk_1", body: { topic: "my topic", ...message } },
    { path: "/", authorization: null, body: { topic: "plain", ...message } },
  ]);
});

Deno.test("webhookNotifier() posts the notices", async () => {
  await using it = receiver();
  await webhookNotifier(`${it.url}/hook?x=1`, usual).tell(telling, new AbortController().signal);
  const [{ path, body }] = it.received as [Received];
  assert.deepEqual([path, body], ["/hook", { title: telling.title, notices: telling.notices }]);
});

Deno.test("tell() says NOTIFY_FAILED where the server refuses or is not there", async () => {
  await using it = receiver(403);
  const refused = await refusalOf(webhookNotifier(it.url, usual));
  assert.deepEqual([refused.code, refused.retryable], ["NOTIFY_FAILED", true]);
  assert.match(refused.message, /the webhook: it answered 403/);
  const gone = await refusalOf(webhookNotifier("http://127.0.0.1:1/very-secret", usual));
  assert.equal(gone.code, "NOTIFY_FAILED");
  assert.ok(!gone.message.includes("secret") && gone.cause === undefined, gone.message);
});

for (const status of [301, 302, 303, 307, 308]) {
  for (const kind of ["ntfy", "webhook"] as const) {
    Deno.test(`S9: ${kind}Notifier() takes a ${status} for «not told», and sends the text nowhere else`, async () => {
      await using elsewhere = receiver();
      const to = `${elsewhere.url}/topic`;
      await using it = redirecting(status, to);
      const notifier = kind === "ntfy"
        ? ntfyNotifier(`${it.url}/topic`, { ...usual, token: () => Promise.resolve("tk_1") })
        : webhookNotifier(`${it.url}/hook`, usual);
      const refused = await refusalOf(notifier);
      assert.equal(refused.code, "NOTIFY_FAILED");
      assert.match(refused.message, new RegExp(`answered ${status}, another address`));
      assert.doesNotMatch(refused.message, /\/(topic|hook)/);
      assert.deepEqual(elsewhere.received, []);
    });
  }
}

function redirecting(status: number, location: string) {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(null, { status, headers: { location } }),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
