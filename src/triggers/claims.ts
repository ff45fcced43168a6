import {
  type ClaimEvent,
  type ClaimState,
  decideClaim,
  decideReap,
  decideRelease,
  decideRenewal,
  holderAt,
  isExpired,
  type Lease,
} from "@/domain/claim.ts";
import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import type {
  ClaimableTask,
  ClaimOptions,
  ClaimQueries,
  Claims,
  Granted,
  LeaseClock,
  NextFilter,
  Refused,
} from "@/ports/claims.ts";
import { createLeaseEnds, type LeaseEnds } from "@/triggers/lease_ends.ts";
import type { EventStore } from "@/ports/event_store.ts";

interface ClaimsDeps {
  readonly store: EventStore<SyncEvent>;
  readonly queries: ClaimQueries;
  readonly clock: LeaseClock;
  /** The path that a project's name in Taskwarrior stands for. */
  readonly projectPath: (name: string) => readonly string[];
  /** Told after each change that is in the log. */
  readonly onChange?: (task: string) => void;
}

/** What is to be written for one task, and the answer once it is. */
interface Move<T> {
  readonly task: string;
  /** Of the stream, as it was when this was decided. */
  readonly streamVersion: number;
  readonly event: ClaimEvent;
  readonly answer: T;
}

/** Somebody else appending to the same stream each time would be a fault of its own. */
const maxRaces = 1_000;

/**
 * Claims on the log. Each is decided on what the last commit says and appended at that version, so of
 * many that come at once for one task exactly one is stored, and the others see its holder.
 */
export function createClaims(deps: ClaimsDeps): Claims {
  const { store, queries, clock } = deps;
  /** Tasks that a `claimNextTask` of this process is after now: the others take the next ones. */
  const taking = new Set<string>();
  /** Only this process changes leases while it has the log. `null`: nobody has looked yet. */
  let ends: LeaseEnds | null = null;
  let reaping: Promise<void> | null = null;

  function find(name: string): ClaimableTask {
    const found = queries.claimable(name) ?? queries.claimable(queries.resolveTask(name));
    if (found !== null) return found;
    throw new SyncError("NOT_FOUND", `Cannot find task ${name}: the log has not seen it`);
  }

  /** Decides and appends, as often as somebody else was faster. */
  async function commit<T>(
    decide: () => readonly Move<T>[] | Refused,
  ): Promise<readonly T[] | Refused> {
    for (let race = 0; race < maxRaces; race++) {
      const moves = decide();
      if ("ok" in moves) return moves;
      if (moves.length === 0) return [];
      const appends = moves.map(({ task, streamVersion, event }) => ({
        streamId: task,
        expectedVersion: streamVersion,
        events: [event],
      }));
      try {
        await store.append(appends);
      } catch (thrown) {
        if (thrown instanceof SyncError && thrown.code === "VERSION_CONFLICT") continue;
        throw thrown;
      }
      for (const { task, event } of moves) {
        if (event.type !== "ClaimReleased") ends?.note(event.data);
        deps.onChange?.(task);
      }
      return moves.map(({ answer }) => answer);
    }
    throw new SyncError("LOCKED", "Cannot claim: others write to the task all the time", {
      retryable: true,
    });
  }

  function claimMoves(
    names: readonly string[],
    options: ClaimOptions,
  ): readonly Move<Granted>[] | Refused {
    const moves: Move<Granted>[] = [];
    const now = clock();
    for (const name of names) {
      const found = find(name);
      if (moves.some(({ task }) => task === found.task)) continue;
      if (found.status !== "pending") return refused(found, null);
      const decision = decideClaim(found.claim, options, now);
      if (decision.kind === "refused") return refused(found, decision.holder);
      const { lease, event } = decision;
      moves.push(move(found, event, granted(found, lease)));
    }
    return moves;
  }

  async function claimTask(task: string, options: ClaimOptions): Promise<Granted | Refused> {
    const claimed = await commit(() => claimMoves([task], options));
    return first(claimed);
  }

  async function claimNextTask(filter: NextFilter, options: ClaimOptions) {
    await reapIfDue();
    const project = filter.project === null ? null : deps.projectPath(filter.project);
    for (;;) {
      const task = queries.free({ ...filter, project, nowMs: clock().wallMs }, taking.size + 1)
        .find((each) => !taking.has(each));
      if (task === undefined) return { ok: false, task: null } as const;
      taking.add(task);
      try {
        const claimed = await claimTask(task, options);
        if (claimed.ok) return claimed;
      } finally {
        taking.delete(task);
      }
    }
  }

  /** The stream knows what the table does not: whether the lease that was reaped last is this one. */
  function withLapsed({ task, claim }: ClaimableTask, token: number): ClaimState {
    if (claim.lease !== null || claim.lastToken !== token) return claim;
    return fold(task, store.readStream(task).map(({ event }) => event as TaskEvent)).claim;
  }

  async function cleanupExpiredLocks() {
    const now = clock();
    const over = queries.leased().filter(({ lease }) => isExpired(lease, now));
    const ended = await Promise.all(over.map(({ task }) =>
      commit(() => {
        const found = find(task);
        const { lease } = found.claim;
        const event = decideReap(found.claim, clock());
        if (event === null || lease === null) return [];
        return [move(found, event, { task, agent: lease.agent, token: lease.token })];
      })
    ));
    return ended.flatMap((each) => "ok" in each ? [] : each);
  }

  /** Looks at all leases only when the first of them can be over. */
  async function reapIfDue(): Promise<void> {
    if (ends !== null && !ends.isDue(clock())) return;
    reaping ??= (async () => {
      await cleanupExpiredLocks();
      ends = createLeaseEnds(queries.leased().map(({ lease }) => lease));
    })().finally(() => reaping = null);
    await reaping;
  }

  return {
    claimTask,
    async batchClaimTasks(tasks, options) {
      const claimed = await commit(() => claimMoves(tasks, options));
      return "ok" in claimed ? claimed : { ok: true, claims: claimed };
    },
    claimNextTask,
    async renewLease(name, { token, forMs }) {
      return first(
        await commit<Granted>(() => {
          const found = find(name);
          if (found.status !== "pending") return refused(found, null);
          const now = clock();
          const decision = decideRenewal(withLapsed(found, token), { token, forMs }, now);
          if (decision.kind === "refused") return refused(found, decision.holder);
          const { lease, event } = decision;
          return [move(found, event, granted(found, lease))];
        }),
      );
    },
    async releaseTask(name, token) {
      const { task, title } = find(name);
      const released = await commit<null>(() => {
        const found = find(task);
        const { isStale, event } = decideRelease(found.claim, token);
        if (isStale) return refused(found, holderAt(found.claim, clock()));
        return event === null ? [] : [move(found, event, null)];
      });
      return "ok" in released ? released : { ok: true, task, title };
    },
    cleanupExpiredLocks,
    listClaims() {
      const now = clock();
      return Promise.resolve(
        queries.leased().map(({ task, title, version, lease }) => ({
          task,
          title,
          agent: lease.agent,
          token: lease.token,
          until: lease.until,
          expired: isExpired(lease, now),
          version,
        })),
      );
    },
  };
}

function first<T>(answers: readonly T[] | Refused): T | Refused {
  if ("ok" in answers) return answers;
  const [answer] = answers;
  if (answer === undefined) {
    throw new SyncError("INTERNAL", "A claim was decided without an answer");
  }
  return answer;
}

function move<T>({ task, streamVersion }: ClaimableTask, event: ClaimEvent, answer: T): Move<T> {
  return { task, streamVersion, event, answer };
}

function granted({ task, title, version }: ClaimableTask, lease: Lease): Granted {
  const { agent, token, until } = lease;
  return { ok: true, task, title, agent, token, until, version };
}

function refused({ task, title, status }: ClaimableTask, holder: Lease | null): Refused {
  const [lockedBy, until] = [holder?.agent ?? null, holder?.until ?? null];
  return { ok: false, task, title, lockedBy, until, status };
}
