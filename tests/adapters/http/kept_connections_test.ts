import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { listen } from "@/adapters/http/server.ts";
import { jsonAnswer, type Route } from "@/adapters/http/routes.ts";
import { createTimeLimit } from "@/adapters/http/time_limit.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const echo: Route = {
  method: "POST",
  path: "/echo",
  isPublic: true,
  maxBytes: 100_000,
  handle: ({ body }) => Promise.resolve(jsonAnswer(new TextDecoder().decode(body))),
};

const request = (body: string, headers = "", version = "1.1") =>
  `POST /echo HTTP/${version}\r\nhost: daemon\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;

/** A caller that reads what comes, whole answers or until the end. */
function caller(socket: Socket) {
  let come = "";
  let isOver = false;
  let wake = () => {};
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    come += text;
    wake();
  });
  for (const event of ["end", "close", "error"]) {
    socket.on(event, () => {
      isOver = true;
      wake();
    });
  }
  const when = async <T>(ready: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = ready();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => wake = resolve);
    }
  };
  return {
    /** `then`: once all of it has been taken. */
    send: (text: string, then = () => {}) => void socket.write(text, then),
    end: () => when(() => isOver || undefined),
    /** Head and body of the next answer. */
    answer: () =>
      when(() => {
        const [head = "", rest] = come.split(/\r\n\r\n(.*)/s);
        const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? NaN);
        if (rest === undefined || rest.length < length) {
          if (isOver) throw new Error(`it ended after ${JSON.stringify(come)}`);
          return undefined;
        }
        come = rest.slice(length);
        return { head, body: JSON.parse(rest.slice(0, length)) };
      }),
    close: () => socket.destroy(),
  };
}

async function onSocket(routes: readonly Route[] = [echo]) {
  const folder = tempFolder();
  const path = folder.file("socket");
  const server = await listen({ kind: "socket", path }, { routes, isPublic: false });
  return {
    server,
    call: () => caller(connect(path)),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

Deno.test("the socket answers one request after the other on a connection, also those sent at once", async () => {
  await using world = await onSocket();
  const { send, answer, close } = world.call();
  send(request("one"));
  const { head, body } = await answer();
  assert.equal(body, "one");
  assert.match(head, /\r\nkeep-alive: timeout=\d+$/);
  const large = "x".repeat(90_000);
  send(request("two") + request("") + request(large) + request("five").slice(0, -2));
  const bodies = [(await answer()).body, (await answer()).body, (await answer()).body];
  assert.deepEqual(bodies, ["two", "", large]);
  send("ve" + request("last", "Connection: Close\r\n"));
  assert.equal((await answer()).body, "five");
  assert.match((await answer()).head, /\r\nconnection: close$/);
  close();
});

Deno.test("a connection ends after its answer where the caller wants it, speaks 1.0, or is no request", async () => {
  await using world = await onSocket();
  const bad = "GET nowhere HTTP/1.1\r\nhost: daemon\r\n\r\n";
  const chunked =
    "POST /echo HTTP/1.1\r\nhost: daemon\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
  for (
    const text of [request("a", "connection: close\r\n"), request("a", "", "1.0"), bad, chunked]
  ) {
    const { send, answer, end } = world.call();
    send(text);
    assert.match((await answer()).head, /\r\nconnection: close$/, text);
    await end();
  }
});

Deno.test("over TCP a connection has one request", async () => {
  const place = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
  await using server = await listen(place, { routes: [echo], isPublic: true });
  const { send, answer, end } = caller(connect(Number(new URL(server.url ?? "").port)));
  send(request("a") + request("b"));
  assert.match((await answer()).head, /\r\nconnection: close$/);
  await end();
});

Deno.test("closing ends a connection that is merely kept, and one asked meanwhile is told to come again", async () => {
  const world = await onSocket();
  const { send, answer, end } = world.call();
  send(request("a"));
  await answer();
  world.server.refuse(true);
  send(request("b"));
  const { head } = await answer();
  assert.match(head, /^HTTP\/1.1 503 .*\r\nconnection: close$/s);
  world.server.refuse(false);
  const idle = world.call();
  idle.send(request("a"));
  await idle.answer();
  await world[Symbol.asyncDispose]();
  await Promise.all([end(), idle.end()]);
});

Deno.test("the signal of a later request ends when its caller goes away", async () => {
  const isGone = Promise.withResolvers<void>();
  const isAsked = Promise.withResolvers<void>();
  const waits: Route = {
    ...echo,
    path: "/waits",
    handle({ signal }) {
      assert.equal(signal.aborted, false);
      signal.addEventListener("abort", () => isGone.resolve());
      isAsked.resolve();
      return isGone.promise.then(() => jsonAnswer(null));
    },
  };
  await using world = await onSocket([echo, waits]);
  const { send, answer, close } = world.call();
  send(request("a"));
  await answer();
  send(request("").replace("/echo", "/waits"));
  await isAsked.promise;
  close();
  await isGone.promise;
});

Deno.test("of many kept connections whoever has not asked for longest is let go", async () => {
  await using world = await onSocket();
  const [first, second, ...others] = Array.from({ length: 256 }, () => world.call());
  assert.ok(first !== undefined && second !== undefined);
  for (const one of [first, second, ...others]) {
    one.send(request("a"));
    await one.answer();
  }
  first.send(request("again"));
  await first.answer();
  const late = world.call();
  late.send(request("late"));
  assert.equal((await late.answer()).body, "late");
  await second.end();
  first.send(request("once more"));
  assert.equal((await first.answer()).body, "once more");
  for (const one of [first, late, ...others]) one.close();
});

Deno.test("createTimeLimit() cuts off at the end of the last wait, and not where nothing is waited for", async () => {
  const cut = Promise.withResolvers<void>();
  using limit = createTimeLimit(cut.resolve);
  limit.begin(60_000);
  limit.begin(1);
  await cut.promise;
  const never = createTimeLimit(() => assert.fail("nothing was waited for"));
  never.begin(1);
  never.end();
  const later = Promise.withResolvers<number>();
  using again = createTimeLimit(() => later.resolve(performance.now()));
  again.begin(1);
  again.end();
  const startedAt = performance.now();
  again.begin(30);
  assert.ok(await later.promise - startedAt >= 29);
  never[Symbol.dispose]();
});

Deno.test("requests in pieces of any size are answered as they were asked, in order", async () => {
  await using world = await onSocket();
  const random = randomNumbers(7);
  const heads = ["", "x-one: 1\r\n", "x-two: 2\r\n"];
  const bodies = Array.from({ length: 200 }, (_, at) => `${at} `.repeat(random(30)));
  const text = bodies.map((body) => request(body, heads[Math.max(0, random(12) - 9)])).join("");
  const { send, answer, close } = world.call();
  for (let at = 0; at < text.length;) {
    const length = 1 + random(random(8) === 0 ? 3_000 : 90);
    send(text.slice(at, at += length));
    if (random(3) === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  for (const body of bodies) assert.equal((await answer()).body, body);
  close();
});

Deno.test("of many large requests on the socket at once each is answered", async () => {
  await using world = await onSocket();
  const body = "x".repeat(40_000);
  const text = request(body);
  const callers = Array.from({ length: 32 }, () => world.call());
  const half = text.length / 2;
  await Promise.all(
    callers.map(({ send }) => new Promise<void>((taken) => send(text.slice(0, half), taken))),
  );
  for (const { send } of callers) send(text.slice(half));
  for (const { answer, close } of callers) {
    assert.equal((await answer()).body, body);
    close();
  }
});

Deno.test("who sends far more requests than are answered has to wait", async () => {
  const others: (() => Promise<unknown>)[] = [];
  const asking: Route = {
    ...echo,
    async handle(asked) {
      // By the time that somebody else was answered, what the caller has sent could have come.
      if (asked.body.length === 0) await others[0]?.();
      return jsonAnswer("");
    },
  };
  await using world = await onSocket([asking]);
  const [caller, other] = [world.call(), world.call()];
  others.push(async () => {
    other.send(request("another"));
    await other.answer();
  });
  let isTaken = false;
  caller.send(request("").repeat(20_000), () => isTaken = true);
  for (let n = 0; n < 100; n++) await caller.answer();
  assert.equal(isTaken, false);
  for (const { close } of [caller, other]) close();
});
