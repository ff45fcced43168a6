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
  type Moment,
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
  Reaped,
  Refused,
  Released,
} from "@/ports/claims.ts";
import type { PriorityLevels } from "@/domain/priority_levels.ts";
import { createLeaseEnds, type LeaseEnds } from "@/triggers/lease_ends.ts";
import type { EventStore, StreamAppend } from "@/ports/event_store.ts";
import { type BookedTask, type ClaimBookDeps, createClaimBook } from "@/triggers/claim_book.ts";
import type { TaskTurns } from "@/engine/turns.ts";

interface ClaimsDeps extends ClaimBookDeps {
  readonly store: EventStore<SyncEvent>;
  readonly queries: ClaimQueries;
  readonly clock: LeaseClock;
  /** The mailboxes of the tasks. */
  readonly turns: TaskTurns;
  /** The path in Vikunja that a project's name in Taskwarrior stands for. */
  readonly projectPath: (name: string) => readonly string[];
  readonly levels: PriorityLevels;
  /** Told after each change that is in the log. */
  readonly onChange?: (task: string) => void;
}

/** What is to be written for one task, and the answer once it is. */
interface Move<T> {
  readonly found: BookedTask;
  readonly event: ClaimEvent;
  readonly answer: T;
}

/** `still`: nothing is to be written, by what was found. */
type Decided<T> =
  | { readonly moves: readonly Move<T>[] }
  | { readonly still: ClaimableTask; readonly answer: readonly T[] | Refused };

/** Somebody else appending to the same stream each time would be a fault of its own. */
const maxRaces = 1_000;

/**
 * Claims on the log, each in the mailbox of its task. Decided on what is in memory, and appended at the version
 * of that, or compared with it where nothing is appended: of many that come at once for one task, whoever they come
 * from, exactly one is stored, and the others see its holder.
 */
export function createClaims(deps: ClaimsDeps): Claims {
  const { store, queries, clock, turns } = deps;
  const book = createClaimBook(deps);
  /** Tasks that a `claimNextTask` of this process is after now: the others take the next ones. */
  const taking = new Set<string>();
  /** Only this process changes leases while it has the log. `null`: nobody has looked yet. */
  let ends: LeaseEnds | null = null;
  let reaping: Promise<void> | null = null;

  /** In the turn of all tasks that are decided on: decides and appends, as often as somebody else was faster. */
  async function commit<T>(decide: () => Decided<T>): Promise<readonly T[] | Refused> {
    for (let race = 0; race < maxRaces; race++) {
      const decided = decide();
      if ("still" in decided) {
        const { still, answer } = decided;
        if (book.isCurrent(still)) return answer;
        book.forget(still.task);
        continue;
      }
      const { moves } = decided;
      try {
        await store.append(moves.map(appendOf));
      } catch (thrown) {
        for (const { found } of moves) book.forget(found.task);
        if (thrown instanceof SyncError && thrown.code === "VERSION_CONFLICT") continue;
        throw thrown;
      }
      for (const { found, event } of moves) noteStored(found, event);
      return moves.map(({ answer }) => answer);
    }
    throw new SyncError("LOCKED", "Cannot claim: others write to the task all the time", {
      retryable: true,
    });
  }

  function noteStored(found: BookedTask, event: ClaimEvent): void {
    book.noteStored(found, event);
    turns.noteStored(found.task, found.streamVersion, event);
    if (event.type !== "ClaimReleased") ends?.note(event.data);
    deps.onChange?.(found.task);
  }

  function claimMove(task: string, options: ClaimOptions, now: Moment): Decided<Granted> {
    const found = book.find(task);
    if (found.status !== "pending") return refused(found, null);
    const decision = decideClaim(found.claim, options, now);
    if (decision.kind === "refused") return refused(found, decision.holder);
    const { lease, event } = decision;
    return { moves: [{ found, event, answer: granted(found, lease) }] };
  }

  function claimMoves(tasks: readonly string[], options: ClaimOptions): Decided<Granted> {
    const now = clock();
    const moves: Move<Granted>[] = [];
    for (const task of tasks) {
      const decided = claimMove(task, options, now);
      if ("still" in decided) return decided;
      moves.push(...decided.moves);
    }
    return { moves };
  }

  async function claimTask(name: string, options: ClaimOptions): Promise<Granted | Refused> {
    const { task } = book.find(name);
    return first(await turns.take([task], () => commit(() => claimMove(task, options, clock()))));
  }

  async function claimNextTask(filter: NextFilter, options: ClaimOptions) {
    await reapIfDue();
    const project = filter.project === null ? null : deps.projectPath(filter.project);
    const { levels } = deps;
    for (;;) {
      const task = queries.free(
        { ...filter, project, levels, nowMs: clock().wallMs },
        taking.size + 1,
      ).find((each) => !taking.has(each));
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

  function inTurn<T>(
    task: string,
    decide: (found: BookedTask) => Decided<T>,
  ): Promise<readonly T[] | Refused> {
    return turns.take([task], () => commit(() => decide(book.find(task))));
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
      inTurn<Reaped>(task, (found) => {
        const { lease } = found.claim;
        const event = decideReap(found.claim, clock());
        if (event === null || lease === null) return { still: found, answer: [] };
        const answer = { task, agent: lease.agent, token: lease.token };
        return { moves: [{ found, event, answer }] };
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
    async batchClaimTasks(names, options) {
      const tasks = [...new Set(names.map((name) => book.find(name).task))];
      const claimed = await turns.take(tasks, () => commit(() => claimMoves(tasks, options)));
      return "ok" in claimed ? claimed : { ok: true, claims: claimed };
    },
    claimNextTask,
    async renewLease(name, { token, forMs }) {
      const renewed = await inTurn<Granted>(book.find(name).task, (found) => {
        if (found.status !== "pending") return refused(found, null);
        const now = clock();
        const decision = decideRenewal(withLapsed(found, token), { token, forMs }, now);
        if (decision.kind === "refused") return refused(found, decision.holder);
        const { lease, event } = decision;
        return { moves: [{ found, event, answer: granted(found, lease) }] };
      });
      return first(renewed);
    },
    async releaseTask(name, token) {
      const released = await inTurn<Released>(book.find(name).task, (found) => {
        const { isStale, event } = decideRelease(found.claim, token);
        if (isStale) return refused(found, holderAt(found.claim, clock()));
        const answer: Released = { ok: true, task: found.task, title: found.title };
        if (event === null) return { still: found, answer: [answer] };
        return { moves: [{ found, event, answer }] };
      });
      return first(released);
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

function appendOf({ found, event }: Move<unknown>): StreamAppend<SyncEvent> {
  return { streamId: found.task, expectedVersion: found.streamVersion, events: [event] };
}

function granted({ task, title, project, notes, version }: BookedTask, lease: Lease): Granted {
  const { agent, token, until } = lease;
  return { ok: true, task, title, project, notes, agent, token, until, version };
}

function refused(
  still: ClaimableTask,
  holder: Lease | null,
): { readonly still: ClaimableTask; readonly answer: Refused } {
  const { task, title, status } = still;
  const [lockedBy, until] = [holder?.agent ?? null, holder?.until ?? null];
  return { still, answer: { ok: false, task, title, lockedBy, until, status } };
}
