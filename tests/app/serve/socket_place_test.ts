import assert from "node:assert/strict";
import { roundReporter } from "@/app/serve/round_reporter.ts";
import { socketPlace, tcpPlace } from "@/app/serve/socket_place.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Daemon, SocketPlace } from "@/ports/daemon.ts";

const [first, second] = ["/run/user/1/a.sock", "/state/a.sock"];
const daemon: Daemon = {
  info: { version: "1", pid: 1, stateDir: "/other", listen: null },
  ask: () => Promise.reject(new Error("nobody asks")),
};

interface There {
  readonly places?: Readonly<Record<string, SocketPlace>>;
  readonly listening?: readonly string[];
  readonly inherited?: number;
  readonly socket?: string;
}

async function found({ places = {}, listening = [], inherited, socket }: There) {
  const cleared: string[] = [];
  const place = await socketPlace(
    {
      daemons: {
        look: (path) => places[path] ?? { kind: "nothing" },
        connect: (path) => Promise.resolve(listening.includes(path) ? daemon : null),
      },
      doors: { inherited: () => inherited ?? null, clear: (path) => void cleared.push(path) },
    },
    { socket: socket ?? null },
    { socketPaths: [first, second] },
  );
  return { place: place.place, path: place.path, cleared };
}

Deno.test("socketPlace() is the usual one, and the next where another daemon has it", async () => {
  assert.deepEqual(await found({}), {
    place: { kind: "socket", path: first },
    path: first,
    cleared: [],
  });
  const places = { [first]: { kind: "socket" } } as const;
  assert.equal((await found({ places, listening: [first] })).path, second);
});

Deno.test("socketPlace() takes away a socket that nobody listens on, and only that", async () => {
  const places = { [first]: { kind: "socket" } } as const;
  assert.deepEqual((await found({ places })).cleared, [first]);
  for (const there of [{ kind: "no socket" }, { kind: "foreign", owner: 7 }] as const) {
    await assert.rejects(found({ places: { [first]: there } }), {
      code: "CONFIG",
      message: /what is there is (no socket|a socket of user 7)/,
    });
  }
});

Deno.test("socketPlace() is what the service manager handed over, unless another was named", async () => {
  const handed = await found({ inherited: 3 });
  assert.deepEqual([handed.place, handed.path], [{ kind: "inherited", fd: 3 }, null]);
  assert.equal((await found({ inherited: 3, socket: "/mine" })).path, "/mine");
});

Deno.test("socketPlace() refuses where daemons are everywhere, and a name that is too long", async () => {
  await assert.rejects(found({ listening: [first, second] }), {
    code: "CONFIG",
    message: `Cannot listen on ${first} or ${second}: another daemon does`,
  });
  await assert.rejects(found({ socket: `/${"x".repeat(200)}` }), { code: "CONFIG" });
});

Deno.test("tcpPlace() takes names, addresses of four bytes and of sixteen", () => {
  assert.deepEqual(tcpPlace("localhost:80"), { kind: "tcp", host: "localhost", port: 80 });
  assert.deepEqual(tcpPlace("127.0.0.1:0"), { kind: "tcp", host: "127.0.0.1", port: 0 });
  assert.deepEqual(tcpPlace("[::1]:8765"), { kind: "tcp", host: "::1", port: 8765 });
});

Deno.test("roundReporter() says a failure once, and that it is over", () => {
  const said: string[] = [];
  const report = roundReporter((line) => "text" in line && said.push(line.text));
  const down = new SyncError("SERVER_UNAVAILABLE", "no answer");
  report(null, []);
  report(down, []);
  report(down, []);
  report(null, ["a is left out", "b too"]);
  report(null, ["a is left out", "b too"]);
  report(null, []);
  assert.deepEqual(said, [
    "no answer (SERVER_UNAVAILABLE)",
    "a is left out",
    "b too",
    "working again",
  ]);
});
