/** One request that a webhook receiver got. */
interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The exact body. */
  readonly body: string;
}

/** A receiver of webhooks that answers as it is told, 200 until then. */
interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  answer: (request: Received) => Response | Promise<Response>;
  /** Resolves when that many requests have come in all. */
  atLeast(count: number): Promise<readonly Received[]>;
}

export function webhookReceiver(): WebhookReceiver {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (it) => {
    const request: Received = {
      method: it.method,
      path: new URL(it.url).pathname,
      headers: Object.fromEntries(it.headers),
      body: await it.text(),
    };
    received.push(request);
    for (const look of waiting) look();
    return await receiver.answer(request);
  });
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    answer: () => new Response(),
    atLeast: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          resolve(received);
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return receiver;
}
