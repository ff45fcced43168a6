import { connect } from "node:net";

/** What broken or hostile clients send before they close; each must leave a server as it was. */
export const brokenRequests: readonly (readonly [string, string])[] = [
  ["half a body", "POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx"],
  ["no body at all", "POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"],
  ["half a chunk", "POST PATH HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx"],
  [
    "a chunk of no length",
    "POST PATH HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
  ],
  [
    "two lengths",
    "POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
  ],
  ["a length below none", "POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"],
  [
    "a length without end",
    `POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: ${"9".repeat(40)}\r\n\r\n`,
  ],
  ["half a head", "POST PATH HTTP/1.1\r\nHost: a\r\nX-Some"],
  ["nothing", ""],
  ["no HTTP", "\0\0\0hello\r\n\r\n"],
  ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
  ["a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["a target that is none", "GET // HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["a target of another host", "GET http://[/ HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["a target with a bad port", "GET //a:99999999/ HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["a tunnel", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"],
  [
    "an upgrade",
    "GET PATH HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
  ],
  [
    "an expectation",
    "POST PATH HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
  ],
  [
    "an unknown expectation",
    "POST PATH HTTP/1.1\r\nHost: a\r\nExpect: 1\r\nContent-Length: 9\r\n\r\n",
  ],
  ["a long head", `GET PATH HTTP/1.1\r\nHost: a\r\nX-Some: ${"x".repeat(100_000)}\r\n\r\n`],
  ["a long target", `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ["many headers", `GET PATH HTTP/1.1\r\nHost: a\r\n${"X-Some: x\r\n".repeat(5_000)}\r\n`],
  [
    "pipelined requests without a reader",
    "POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".repeat(2_000),
  ],
  [
    "a body that is longer than said",
    "POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nxxxxxxxx\r\n\r\n",
  ],
  ["deep JSON", deep()],
];

function deep(): string {
  const body = "[".repeat(200_000);
  return `POST PATH HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Sends it to a port or a socket's path, and goes: with an end, or with a reset. */
export async function sendAndGo(
  to: { readonly port: number; readonly host: string } | { readonly path: string },
  text: string,
  how: "end" | "reset",
): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(to, () => {
      socket.write(text, () => {
        if (how === "end") return void socket.end();
        if ("path" in to) socket.destroy();
        else socket.resetAndDestroy();
      });
    });
    socket.on("error", () => {});
    socket.on("data", () => {});
    socket.on("close", () => resolve());
  });
}
