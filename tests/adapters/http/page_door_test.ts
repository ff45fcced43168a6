import assert from "node:assert/strict";
import { openDoor } from "@/adapters/http/open_door.ts";
import { openPageDoor } from "@/adapters/http/page_door.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createChanges } from "@/app/page/changes.ts";
import { createLive } from "@/page/live.ts";
import type { AnswerPage } from "@/ports/page.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { until } from "@tests/support/until.ts";

const place = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
const open = (answer: AnswerPage) =>
  openPageDoor(place, { load: () => Promise.resolve(answer), collectGarbage: () => {} });

Deno.test("openPageDoor() hands over what a browser sends, and gives back what comes of it", async () => {
  await using door = await open(async (request) => {
    const { pathname, search } = new URL(request.url);
    const text = `${request.method} ${pathname}${search} ${
      request.headers.get("host")
    } ${await request
      .text()}`;
    return new Response(text, { status: 201, headers: { "content-type": "text/x", "x-own": "1" } });
  });
  const answer = await fetch(`${door.url}/a/b?c=d`, { method: "POST", body: "é" });
  const { host } = new URL(door.url ?? "");
  assert.equal(await answer.text(), `POST /a/b?c=d ${host} é`);
  const { headers, status } = answer;
  assert.deepEqual([status, headers.get("content-type"), headers.get("x-own")], [
    201,
    "text/x",
    "1",
  ]);
});

Deno.test("openPageDoor() streams as long as the browser looks, and ends with it", async () => {
  const changes = createChanges();
  let hearing = 0;
  const counted: typeof changes = {
    tell: changes.tell,
    hear(listener) {
      hearing++;
      const heard = changes.hear(listener);
      return {
        [Symbol.dispose]() {
          hearing--;
          heard[Symbol.dispose]();
        },
      };
    },
  };
  const live = createLive({ changes: counted, over: new AbortController().signal, runtime });
  const own = hearing;
  await using door = await open((request) => Promise.resolve(live.stream(request.signal)));
  const gone = new AbortController();
  const answer = await fetch(`${door.url}/events`, { signal: gone.signal });
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => (await reader?.read())?.value ?? "";
  assert.equal(await read(), `event: mark\ndata: ${live.mark()}\n\n`);
  changes.tell();
  assert.match(await read(), /^event: mark\ndata: \S+-1\n\n$/);
  gone.abort();
  await until("the page is not heard any more", () => hearing === own);
});

Deno.test("where webhooks come in, nothing of the page is to be had", async () => {
  let asked = 0;
  await using page = await open(() => Promise.resolve(new Response(`${++asked}`)));
  await using webhooks = await openDoor(place, {
    operations: () => operationsOf({ invite: () => Promise.resolve(`${++asked}`) }),
    deliveries: {
      secret: () => Promise.resolve("s"),
      basicAuth: () => null,
      deliver: () => Promise.resolve(null),
      count: () => {},
    },
    stand: () => assert.fail("nobody asks"),
    isOpenForMetrics: true,
  }, { runtime, hostName: "here", collectGarbage: () => {} });
  for (const path of ["/", "/login?t=x", "/v1/page", "/assets/style.css", "/inbox"]) {
    for (const method of ["GET", "POST"]) {
      const answer = await fetch(webhooks.url + path, { method });
      assert.equal(answer.status, 404, `${method} ${path}`);
      await answer.body?.cancel();
    }
  }
  const webhook = await fetch(`${page.url}/webhook`, { method: "POST", body: "{}" });
  assert.deepEqual([await webhook.text(), asked], ["1", 1]);
});
