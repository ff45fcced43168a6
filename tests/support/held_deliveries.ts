import { Buffer } from "node:buffer";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between Vikunja and the daemon: deliveries go on when the test lets them. */
interface HeldDeliveries extends AsyncDisposable {
  /** Where Vikunja is to send. */
  readonly url: string;
  /** Lets go on what came and what comes, until `hold()`. */
  letGo(): void;
  hold(): void;
}

export async function holdDeliveries(receiver: string): Promise<HeldDeliveries> {
  let gate = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request));
    await gate.promise;
    const names = ["content-type", "x-vikunja-signature"];
    const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]));
    const answer = await fetch(receiver, { method: "POST", headers, body });
    await answer.body?.cancel();
    response.writeHead(answer.status).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    letGo: () => gate.resolve(),
    hold: () => gate = Promise.withResolvers(),
    async [Symbol.asyncDispose]() {
      gate.resolve();
      await new Promise((closed) => server.close(closed));
    },
  };
}
