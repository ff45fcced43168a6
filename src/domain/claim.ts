import { instantWriter } from "@/domain/instant.ts";

/** One moment on two clocks: that of the wall, and one that does not jump. */
export interface Moment {
  /** Milliseconds since 1970; may be set forward and back at any time. */
  readonly wallMs: number;
  /** Names the run of the machine that `uptimeMs` counts from; `null`: there is only the wall clock. */
  readonly boot: string | null;
  /** Whole milliseconds since the machine started, sleep included. */
  readonly uptimeMs: number;
}

/** When a lease ends: on the clock that does not jump, and by the wall for people and after a restart. */
export interface Term {
  /** ISO 8601 UTC with milliseconds. */
  readonly until: string;
  readonly boot: string | null;
  readonly untilUptimeMs: number;
}

/** A task held for a while. What protects is the token; the name is for people. */
export interface Lease extends Term {
  readonly agent: string;
  readonly token: number;
  /** ISO instant of the claim. */
  readonly claimedAt: string;
  /** Of another host's request for it: by this it is found where the answer was lost. */
  readonly request?: string;
}

export interface ClaimState {
  /** Of the last claim; 0: there was none. Grows for ever. */
  readonly lastToken: number;
  /** Also one that has expired, until it is reaped or replaced. */
  readonly lease: Lease | null;
  /** The one that was reaped last, as long as nobody replaced it. */
  readonly lapsed: Lease | null;
}

type ReleaseReason = "released" | "expired" | "done" | "deleted";

export type ClaimEvent =
  | { readonly type: "TaskClaimed"; readonly data: Lease }
  | { readonly type: "ClaimRenewed"; readonly data: Lease }
  | {
    readonly type: "ClaimReleased";
    readonly data: { readonly token: number; readonly because: ReleaseReason };
  };

/** What is asked for together with a claim or its renewal. */
interface ClaimRequest {
  readonly agent: string;
  readonly forMs: number;
  /** See {@link Lease}. */
  readonly request?: string;
}

export type ClaimDecision =
  | { readonly kind: "granted"; readonly lease: Lease; readonly event: ClaimEvent }
  | { readonly kind: "refused"; readonly holder: Lease | null };

export const unclaimed: ClaimState = { lastToken: 0, lease: null, lapsed: null };

/**
 * The fact of a log that claims up to a number are void, whatever it knows of them: it is older than what was given out
 * since. The next claim of any task gets a higher one.
 */
export const voidClaims = "claims void up to";

/** What is left of it where these claims are void. */
export function withoutVoid(state: ClaimState, upTo: number): ClaimState {
  return state.lastToken > upTo ? state : { lastToken: upTo, lease: null, lapsed: null };
}

/** A task is held at `until`, and free after it: at no instant neither. */
export function isExpired(term: Term, now: Moment): boolean {
  if (term.boot !== null && term.boot === now.boot) return now.uptimeMs > term.untilUptimeMs;
  return now.wallMs > Date.parse(term.until);
}

/** The lease that holds now; `null`: the task is free. */
export function holderAt({ lease }: ClaimState, now: Moment): Lease | null {
  return lease === null || isExpired(lease, now) ? null : lease;
}

/** Whoever asks while a lease holds is refused, under whatever name. */
export function decideClaim(state: ClaimState, request: ClaimRequest, now: Moment): ClaimDecision {
  const holder = holderAt(state, now);
  if (holder !== null) return { kind: "refused", holder };
  const lease: Lease = {
    agent: request.agent,
    token: state.lastToken + 1,
    claimedAt: claimedAt(now.wallMs),
    ...termFrom(now, request.forMs),
    ...request.request === undefined ? {} : { request: request.request },
  };
  return { kind: "granted", lease, event: { type: "TaskClaimed", data: lease } };
}

/** The holder's token renews, also after the end, as long as nobody else has claimed the task since. */
export function decideRenewal(
  state: ClaimState,
  { token, forMs }: { readonly token: number; readonly forMs: number },
  now: Moment,
): ClaimDecision {
  const own = state.lease ?? state.lapsed;
  if (own === null || own.token !== token) return { kind: "refused", holder: holderAt(state, now) };
  const lease: Lease = { ...own, ...termFrom(now, forMs) };
  return { kind: "granted", lease, event: { type: "ClaimRenewed", data: lease } };
}

/** Releasing twice is the same as once; only the last token counts. */
export function decideRelease(
  state: ClaimState,
  token: number,
): { readonly isStale: boolean; readonly event: ClaimEvent | null } {
  if (token !== state.lastToken || token === 0) return { isStale: true, event: null };
  if (state.lease === null && state.lapsed === null) return { isStale: false, event: null };
  return { isStale: false, event: released(token, "released") };
}

/** What ends a lease that has run out; `null`: it holds, or there is none. */
export function decideReap({ lease }: ClaimState, now: Moment): ClaimEvent | null {
  return lease !== null && isExpired(lease, now) ? released(lease.token, "expired") : null;
}

export function released(token: number, because: ReleaseReason): ClaimEvent {
  return { type: "ClaimReleased", data: { token, because } };
}

/** Total: an event that was stored always applies. */
export function evolveClaim(state: ClaimState, event: ClaimEvent): ClaimState {
  switch (event.type) {
    case "TaskClaimed":
    case "ClaimRenewed": {
      const lastToken = Math.max(state.lastToken, event.data.token);
      return { lastToken, lease: event.data, lapsed: null };
    }
    case "ClaimReleased": {
      const lapsed = event.data.because === "expired" ? state.lease ?? state.lapsed : null;
      return { ...state, lease: null, lapsed };
    }
  }
}

function termFrom({ wallMs, boot, uptimeMs }: Moment, forMs: number): Term {
  return {
    until: until(wallMs + forMs),
    boot,
    untilUptimeMs: uptimeMs + forMs,
  };
}

const claimedAt = instantWriter();
const until = instantWriter();

/** The tag of a claimed task and, where people want that, its label; ours alone. */
export const claimedLabel = "claimed";

/** What of a claim shows, where an assignee in Vikunja is to tell of it. */
export interface ShownClaim {
  /** Of the claim that shows; `null`: none is to show any more. */
  readonly token: number | null;
  /** User name of the assignee that we added and nobody took away since; `null`: there is none. */
  readonly assignee: string | null;
}
