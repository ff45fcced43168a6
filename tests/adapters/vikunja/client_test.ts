import assert from "node:assert/strict";
import { normaliseUrl } from "@/adapters/vikunja/transport/base_url.ts";
import { SyncError } from "@/domain/errors.ts";
import {
  adapter,
  create,
  failure,
  memoryFacts,
  present,
  signal,
} from "@tests/adapters/vikunja/support.ts";
import { type Fault, faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("normaliseUrl() takes a path, trailing slashes and the API's own path", () => {
  for (
    const [given, base] of [
      ["https://todo.example.org", "https://todo.example.org/"],
      ["https://todo.example.org/", "https://todo.example.org/"],
      ["https://todo.example.org/api/v1", "https://todo.example.org/"],
      [" https://example.org/vikunja/api/v2/ ", "https://example.org/vikunja"],
      ["http://user:secret@example.org:8080/x//?a=b#c", "http://example.org:8080/x"],
    ] as const
  ) assert.equal(normaliseUrl(given).href, base);
  for (const given of ["", "todo.example.org", "ftp://example.org"]) {
    assert.throws(() => normaliseUrl(given), { code: "CONFIG" });
  }
});

Deno.test("identify() names the same server for every way to write its address", async () => {
  await using account = await testAccount();
  using plain = adapter(account);
  using long = adapter({ ...account, url: `${account.url}/api/v1/` });
  assert.deepEqual(await long.identify(signal), await plain.identify(signal));
});

Deno.test("identify() says that a server is no Vikunja, and what to do", async () => {
  const page = () =>
    new Response("<html>hello</html>", { headers: { "content-type": "text/html" } });
  const answers: readonly (() => Response)[] = [
    page,
    () => new Response("nothing here", { status: 404 }),
    () => Response.json({ name: "something else" }),
    () => Response.redirect("https://elsewhere.example.org/login?next=secret"),
  ];
  for (const answer of answers) {
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
    using vikunja = adapter({ url: `http://127.0.0.1:${server.addr.port}`, token: "t" });
    await assert.rejects(vikunja.identify(signal), (error) => {
      assert.ok(error instanceof SyncError);
      assert.equal(error.code, "SERVER_ANSWER");
      assert.notEqual(error.hint, null);
      assert.doesNotMatch(error.hint ?? "", /secret/);
      return true;
    });
  }
});

Deno.test("identify() says that no server answers, and that it may be tried again", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  using vikunja = adapter({ url: `http://127.0.0.1:${port}`, token: "t" });
  await assert.rejects(vikunja.identify(signal), {
    code: "SERVER_UNAVAILABLE",
    retryable: true,
    message: new RegExp(`127.0.0.1:${port}`),
  });
  assert.equal(vikunja.lines[0]?.status, null);
});

Deno.test("write() fails, to be tried again, when no answer comes in time", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url }, { timeoutMs: 3_000 });
  await vikunja.everything();
  const held = Promise.withResolvers<void>();
  proxy.fault = () => ({ kind: "pass", late: () => held.promise });
  const error = failure(await vikunja.writeOne(create()));
  held.resolve();
  assert.deepEqual([error.code, error.retryable], ["SERVER_UNAVAILABLE", true]);
});

Deno.test("changes() ends with ABORTED when it is stopped from outside", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.identify(signal);
  const stop = new AbortController();
  const held = Promise.withResolvers<void>();
  proxy.fault = () => {
    stop.abort();
    return { kind: "pass", late: () => held.promise };
  };
  const request = { cursor: null, full: true, knownCount: 0 };
  await assert.rejects(vikunja.changes(request, stop.signal), { code: "ABORTED" });
  held.resolve();
});

/** As recorded: the reset time in seconds, on the server's clock. */
function tooMany(inSeconds: number): Fault {
  const reset = Math.floor(Date.now() / 1000) + inSeconds;
  return {
    kind: "answer",
    status: 429,
    headers: { "x-ratelimit-reset": String(reset) },
    body: { message: "Too Many Requests" },
  };
}

Deno.test("changes() waits until the rate limit's reset and goes on", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  const waits: number[] = [];
  using vikunja = adapter({ ...account, url: proxy.url }, {
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
  let refusals = 2;
  proxy.fault = () => refusals-- > 0 ? tooMany(30) : pass;
  assert.equal((await vikunja.everything()).complete, true);
  assert.equal(waits.length, 2);
  assert.ok(waits.every((ms) => ms > 28_000 && ms < 33_000), waits.join());
  proxy.fault = () => tooMany(30);
  await assert.rejects(vikunja.everything(), { code: "RATE_LIMITED", retryable: true });
  proxy.fault = () => tooMany(3_600);
  waits.length = 0;
  await assert.rejects(vikunja.everything(), { code: "RATE_LIMITED" });
  assert.deepEqual(waits, []);
});

Deno.test("createVikunja() counts and reports every request, and keeps connections", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  await vikunja.everything();
  present(await vikunja.writeOne(create({ labels: ["l"] })));
  assert.equal(vikunja.requests(), vikunja.lines.length);
  assert.deepEqual(
    // What makes something goes over a kept connection only where that was used within a second.
    vikunja.lines.map(({ method, path, connection }) =>
      `${method} ${path.replace(/\?.*/, "").replace(/\d+/g, "N")} ${connection}`
        .replace(/^(POST \S+(?:\/tasks|vN\/labels)|GET \S+vN\/labels) \w+$/, "$1")
    ),
    [
      "GET /api/vN/info new",
      "GET /api/vN/projects kept",
      "GET /api/vN/tasks kept",
      "GET /api/vN/labels",
      "POST /api/vN/projects/N/tasks",
      "POST /api/vN/labels",
      "POST /api/vN/tasks/N/labels kept",
    ],
  );
});

Deno.test("createVikunja() asks for the token once, and again only where it could not be had", async () => {
  await using account = await testAccount();
  let asked = 0;
  using vikunja = adapter(account, {
    token() {
      asked += 1;
      return asked === 1
        ? Promise.reject(new SyncError("CONFIG", "no token"))
        : Promise.resolve(account.token);
    },
  });
  await assert.rejects(vikunja.identify(signal), { code: "CONFIG" });
  await vikunja.everything();
  await vikunja.everything();
  assert.equal(asked, 2);
});

Deno.test("identify() asks again what is older than a day, or from the future", async () => {
  await using account = await testAccount();
  for (const [age, requests] of [[3_000_000, 0], [25 * 3_600_000, 2], [-3_600_000, 2]] as const) {
    const now = () => new Date(Date.now() - age);
    const facts = memoryFacts(now);
    using first = adapter(account, { facts, now });
    await first.identify(signal);
    using next = adapter(account, { facts });
    await next.identify(signal);
    assert.equal(next.requests(), requests, `${age} ms old`);
  }
});
