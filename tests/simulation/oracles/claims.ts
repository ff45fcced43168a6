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
 * and lasts until it ends or is given back; a renewal sets its end anew, to an earlier one, too. Two of one task never
 * overlap for certain, and the later has the larger token. `over`: when each task was done or deleted by anybody,
 * which ends its lease whatever comes then.
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

/** Before a claim that the program gave without having seen yet that the task was over. */
const unnoticedMs = 60_000;

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
  const renewals = same.filter(({ kind, calledMs }) => kind === "renew" && calledMs < released);
  return {
    agent: call.agent,
    token,
    calledMs: call.calledMs,
    answeredMs: call.answeredMs ?? Infinity,
    surelyFrom: call.answeredMs ?? Infinity,
    surelyUntil: Math.min(
      released,
      ...lastOf([call, ...renewals]).map(({ untilMs }) => untilMs ?? 0),
      ...over.filter((atMs) => atMs >= call.calledMs - unnoticedMs),
    ),
  };
}

/** Of those that set the end of one lease, each that may have been the last. */
function lastOf(calls: readonly ClaimCall[]): readonly ClaimCall[] {
  const isFollowed = ({ answeredMs }: ClaimCall) =>
    calls.some(({ calledMs }) => calledMs > (answeredMs ?? Infinity));
  return calls.filter((call) => !isFollowed(call));
}
