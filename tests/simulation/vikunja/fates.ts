import type { RawAnswer } from "@/ports/transport.ts";

/** A request as its fate is decided. */
export interface FatedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string | null;
  /** Reaches the server once at the most. */
  readonly once: boolean;
}

/** An answer that something in between gives. */
export type ProxyAnswer = Pick<RawAnswer, "status" | "headers" | "text">;

/** What the network, and the server as it is just now, make of one request. */
export type Fate =
  & {
    /** There and back. */
    readonly latencyMs: number;
  }
  & (
    | { readonly kind: "arrives" }
    /** Carried out a second time after the first; of a request that must not be, only once. */
    | { readonly kind: "twice" }
    /** Nobody listens: nothing was sent. */
    | { readonly kind: "refused" }
    /** Lost on its way there. */
    | { readonly kind: "lost" }
    /** Carried out; the answer never comes, or ends in its middle. */
    | { readonly kind: "answer lost" }
    | { readonly kind: "answer cut" }
    | { readonly kind: "proxy"; readonly answer: ProxyAnswer; readonly committed: boolean }
    /** The server's own 500 of overlapping writes: nothing is stored. */
    | { readonly kind: "overload" }
    | { readonly kind: "rate limit"; readonly resetMs: number }
    /** No answer until the time is up. */
    | { readonly kind: "hangs"; readonly committed: boolean }
  );

export type FateOf = (request: FatedRequest) => Fate;

/** Milliseconds that a request takes beyond the latency of its fate. */
export type DelayOf = (request: FatedRequest) => number;

const page = (status: number, title: string): ProxyAnswer => ({
  status,
  headers: { "content-type": "text/html", server: "proxy" },
  text: `<html><head><title>${status} ${title}</title></head></html>`,
});
const foreign = (status: number, message: string): ProxyAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  text: JSON.stringify({ message }),
});

/** What stands between answers by itself: none of these is Vikunja's word. */
export const proxyAnswers: readonly ProxyAnswer[] = [
  page(404, "Not Found"),
  page(403, "Forbidden"),
  page(500, "Internal Server Error"),
  page(502, "Bad Gateway"),
  page(503, "Service Temporarily Unavailable"),
  page(504, "Gateway Time-out"),
  page(200, "Log in"),
  foreign(404, "Not Found"),
  foreign(403, "Forbidden by policy"),
  { status: 404, headers: { "content-type": "text/plain" }, text: "404 page not found" },
];

/** How often, of 1, each of the fates other than to arrive. */
export type Odds = Readonly<Record<Exclude<Fate["kind"], "arrives">, number>>;

export const roughOdds: Odds = {
  "twice": 0.01,
  "refused": 0.02,
  "lost": 0.02,
  "answer lost": 0.03,
  "answer cut": 0.02,
  "proxy": 0.04,
  "overload": 0.05,
  "rate limit": 0.005,
  "hangs": 0.005,
};

/** Everything arrives, within 20 ms. */
export function calmNetwork(random: () => number): FateOf {
  return () => ({ kind: "arrives", latencyMs: Math.ceil(random() * 20) });
}

/** Every kind of fate, by its odds; now and then an answer takes long. */
export function roughNetwork(random: () => number, odds: Odds = roughOdds): FateOf {
  const kinds = Object.entries(odds) as readonly [keyof Odds, number][];
  return () => {
    const latencyMs = Math.ceil(random() * (random() < 0.05 ? 4_000 : 40));
    let chance = random();
    for (const [kind, share] of kinds) {
      if (chance < share) return { latencyMs, ...detailed(kind, random) };
      chance -= share;
    }
    return { kind: "arrives", latencyMs };
  };
}

type Detailed<T> = T extends Fate ? Omit<T, "latencyMs"> : never;

function detailed(kind: keyof Odds, random: () => number): Detailed<Fate> {
  switch (kind) {
    case "proxy": {
      const answer = proxyAnswers[Math.floor(random() * proxyAnswers.length)];
      return { kind, answer: answer ?? page(502, "Bad Gateway"), committed: random() < 0.5 };
    }
    case "rate limit":
      return { kind, resetMs: Math.ceil(random() * 60_000) };
    case "hangs":
      return { kind, committed: random() < 0.5 };
    case "twice":
    case "refused":
    case "lost":
    case "answer lost":
    case "answer cut":
    case "overload":
      return { kind };
  }
}

export const noDelay: DelayOf = () => 0;

/** Requests about that task alone hang; now and then for longer than anybody waits. */
export function hangingTask(id: number, random: () => number): DelayOf {
  return (request) => {
    if (!isAbout(id, request)) return 0;
    return random() < 0.15 ? 30_000 : 2_000 + random() * 23_000;
  };
}

/** A server that is slow with everybody. */
export function slowServer(random: () => number): DelayOf {
  return () => 300 + random() * 2_700;
}

/** Whether that task alone is asked for, or written. */
export function isAbout(id: number, { path, body }: FatedRequest): boolean {
  const isItsOwn = new RegExp(`/tasks/${id}(?![0-9])`).test(path);
  return isItsOwn || (body?.includes(`"task_ids":[${id}]`) ?? false);
}
