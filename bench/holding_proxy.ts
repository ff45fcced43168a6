/** Stands in front of a server and can hold requests up. */
export interface HoldingProxy extends AsyncDisposable {
  readonly url: string;
  /** Holds requests that it matches, this long each, until what it gives back is called. */
  hold(matches: (method: string, path: string, body: string) => boolean, ms: number): () => void;
  /** Resolves once the next one is held. */
  held(): Promise<void>;
  /** Resolves once a write with that text in it was answered: to ask the server itself keeps it from what is timed. */
  answered(text: string): Promise<void>;
}

type Matches = Parameters<HoldingProxy["hold"]>[0];

export function holdingProxy(target: string): HoldingProxy {
  let holding: { readonly matches: Matches; readonly ms: number } | null = null;
  let onHeld = () => {};
  const awaited = new Map<string, () => void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? "" : await request.text();
    const held = holding;
    if (held?.matches(request.method, pathname, body)) {
      onHeld();
      await new Promise((resolve) => setTimeout(resolve, held.ms));
    }
    const headers = new Headers(request.headers);
    for (const name of ["host", "content-length", "accept-encoding"]) headers.delete(name);
    const response = await fetch(`${target}${pathname}${search}`, {
      method: request.method,
      headers,
      ...(request.body === null ? {} : { body }),
    });
    for (const [text, tell] of awaited) if (body.includes(text) && response.ok) tell();
    return response;
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    hold(matches, ms) {
      const own = { matches, ms };
      holding = own;
      return () => void (holding = holding === own ? null : holding);
    },
    held: () => new Promise((resolve) => onHeld = resolve),
    answered: (text) =>
      new Promise((resolve) =>
        awaited.set(text, () => {
          awaited.delete(text);
          resolve();
        })
      ),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
