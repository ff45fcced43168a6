/** One call of an agent, from when it was made until its answer came; `null`: none came. */
export interface ClaimCall {
  readonly kind: "claim" | "renew" | "release";
  readonly task: string;
  readonly agent: string;
  readonly calledMs: number;
  answeredMs: number | null;
  /** That it showed; `null`: none, it claims. */
  readonly shown: number | null;
  /** Of the lease that it was given, or gave back; `null`: refused. */
  token: number | null;
  /** When a lease that was given ends by itself, on the clock that does not jump; `null`: none was given. */
  untilMs: number | null;
}

/**
 * Whether calls go together with one lease at a time: each that was given is an interval that begins within its call
 * and lasts until it ends, is given back, or is renewed. Two of one task never overlap for certain, and the later has
 * the larger token. `over`: when each task was done or deleted by anybody, which ends its lease whatever comes then.
 */
export function faultsOfClaims(
  calls: readonly ClaimCall[],
  over: ReadonlyMap<string, readonly number[]>,
): readonly string[] {
  const faults: string[] = [];
  for (const [task, all] of Map.groupBy(calls, (call) => call.task)) {
    const given = all.filter(({ kind, token }) => kind === "claim" && token !== null);
    const leases = given.map((call) => leaseOf(call, all, over.get(task) ?? []));
    for (const { kind, agent, shown, token } of all) {
      if (kind === "renew" && token !== null && token !== shown) {
        faults.push(`${agent} renews ${task} by token ${shown}, and has token ${token}`);
      }
    }
    for (const [at, one] of leases.entries()) {
      for (const other of leases.slice(at + 1)) {
        if (one.token === other.token) faults.push(`token ${one.token} of ${task} was given twice`);
        const [first, second] = one.surelyFrom <= other.surelyFrom ? [one, other] : [other, one];
        if (second.surelyFrom < first.surelyUntil && first.surelyFrom < second.surelyUntil) {
          faults.push(`${first.agent} and ${second.agent} held ${task} at one time`);
        }
        if (first.answeredMs < second.calledMs && first.token > second.token) {
          faults.push(`a later lease of ${task} has the smaller token ${second.token}`);
        }
      }
    }
  }
  return faults;
}

interface Lease {
  readonly agent: string;
  readonly token: number;
  readonly calledMs: number;
  readonly answeredMs: number;
  /** From then on, and until then, it is held whatever happened within the calls. */
  readonly surelyFrom: number;
  readonly surelyUntil: number;
}

function leaseOf(
  call: ClaimCall,
  all: readonly ClaimCall[],
  over: readonly number[],
): Lease {
  const token = call.token ?? 0;
  const same = all.filter((other) => other.token === token && other !== call);
  const released = same.find(({ kind }) => kind === "release")?.calledMs ?? Infinity;
  const renewed = same.filter(({ kind, calledMs }) => kind === "renew" && calledMs < released)
    .map(({ untilMs }) => untilMs ?? 0);
  return {
    agent: call.agent,
    token,
    calledMs: call.calledMs,
    answeredMs: call.answeredMs ?? Infinity,
    surelyFrom: call.answeredMs ?? Infinity,
    surelyUntil: Math.min(
      released,
      Math.max(call.untilMs ?? 0, ...renewed),
      ...over.filter((atMs) => atMs >= call.calledMs),
    ),
  };
}
