import { once } from "node:events";
import http from "node:http";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { startSandbox } from "@/sandbox/server.ts";
import {
  transportContract,
  type TransportSubject,
  type Way,
} from "@tests/support/transport_contract.ts";

transportContract("HTTP", async () => {
  const sandbox = await startSandbox();
  let arrived = 0;
  /** Hands on what arrives, but for its end. */
  const between = http.createServer(async (request, response) => {
    arrived += 1;
    request.resume();
    await once(request, "end");
    switch (subject.way) {
      case "find nobody":
      case "are never answered":
        return;
      case "are answered in part":
        response.writeHead(200, { "content-length": "9" });
        response.write("{}", () => response.destroy());
        return;
      case "arrive": {
        const { username, password } = { username: "nobody", password: "none" };
        const answer = await fetch(`${sandbox.url}${request.url}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ username, password }),
        });
        const type = answer.headers.get("content-type") ?? "";
        response.writeHead(answer.status, { "content-type": type });
        response.end(await answer.text());
      }
    }
  });
  between.listen(0, "127.0.0.1");
  await once(between, "listening");
  const { port } = between.address() as { readonly port: number };
  const to = (port: number, timeoutMs = 30_000) =>
    createTransport({
      url: `http://127.0.0.1:${port}`,
      runtime: systemRuntime,
      sockets: 2,
      timeoutMs,
    });
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const nobody = to(listener.addr.port);
  listener.close();
  const patient = to(port);
  const impatient = to(port, 300);
  const transportOf = (way: Way) =>
    way === "find nobody" ? nobody : way === "are never answered" ? impatient : patient;
  const subject: TransportSubject = {
    transport: {
      send: (request) => transportOf(subject.way).send(request),
      close() {
        for (const transport of [nobody, patient, impatient]) transport.close();
      },
    },
    way: "arrive",
    arrived: () => arrived,
    run: (work) => work,
    async [Symbol.asyncDispose]() {
      between.closeAllConnections();
      between.close();
      await sandbox.close();
    },
  };
  return subject;
});
