import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { ClaimOptions, ClaimQueries, Claims, Granted } from "@/ports/claims.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { TakenRequest } from "@/ports/owner_requests.ts";
import { type Input, type Operations, operations as table } from "@/ports/operations_table.ts";
import { deliverOperation, type HandedOn, handedOn, isHandedOn } from "@/app/hosts/handed_on.ts";
import { outputAnswer } from "@/app/hosts/owner_answer.ts";

interface CarryOutDeps {
  readonly operations: Operations<HandedOn>;
  readonly claims: Claims;
  readonly log: {
    readonly claims: Pick<ClaimQueries, "leased">;
    readonly store: Pick<EventStore<SyncEvent>, "readStream">;
  };
  /** Puts what a delivery asks for on disk, and looks. */
  readonly deliver: (line: string) => Promise<void>;
}

/** What another host asked, done here; what came of it as it is answered. */
export function createCarryOut(deps: CarryOutDeps): (request: TakenRequest) => Promise<string> {
  const { operations, claims, log, deliver } = deps;
  /** Each is told of by whoever asked, or by nobody. */
  const { signal } = new AbortController();

  async function plain<Name extends HandedOn>(name: Name, input: Input<Name>): Promise<string> {
    return outputAnswer(await operations[name](input, { signal, progress: () => {} }));
  }

  /** Of a request that an earlier owner had begun: what it was granted, with its full length again. */
  async function grantedBefore(
    request: string,
    { agent, forMs }: ClaimOptions,
  ): Promise<readonly Granted[]> {
    const granted: Granted[] = [];
    const own = log.claims.leased().filter(({ lease }) => lease.agent === agent);
    for (const { task, lease: { token } } of own) {
      const isIts = log.store.readStream(task).some(({ event }) =>
        event.type === "TaskClaimed" && event.data.token === token && event.data.request === request
      );
      if (!isIts) continue;
      const renewed = await claims.renewLease(task, { token, forMs });
      if (renewed.ok) granted.push(renewed);
    }
    return granted;
  }

  return async ({ id, operation, input: text, isBegun }) => {
    if (operation === deliverOperation) {
      await deliver(text);
      return outputAnswer(true);
    }
    if (!isHandedOn(operation)) {
      throw new SyncError("USAGE", `Cannot do ${operation}: this build knows no such thing`, {
        hint: "Run the same build on all hosts.",
      });
    }
    if (isBegun && handedOn[operation] === "once") throw interrupted(operation);
    switch (operation) {
      case "claimTask": {
        const { task, ...options } = inputOf(operation, text);
        const [before] = isBegun ? await grantedBefore(id, options) : [];
        return outputAnswer(before ?? await claims.claimTask(task, { ...options, request: id }));
      }
      case "claimNextTask": {
        const { filter, ...options } = inputOf(operation, text);
        const [before] = isBegun ? await grantedBefore(id, options) : [];
        const asked = { ...options, request: id };
        return outputAnswer(before ?? await claims.claimNextTask(filter, asked));
      }
      case "batchClaimTasks": {
        const { tasks, ...options } = inputOf(operation, text);
        const before = isBegun ? await grantedBefore(id, options) : [];
        if (before.length > 0) return outputAnswer({ ok: true, claims: before });
        return outputAnswer(await claims.batchClaimTasks(tasks, { ...options, request: id }));
      }
      case "renewLease":
      case "releaseTask":
      case "cleanupExpiredLocks":
      case "add":
      case "retryNow":
      case "retryDrop":
      case "edit":
      case "pick":
      case "picks":
      case "answerHeld":
      case "actOnInbox":
      case "takeBack":
        return await plain(operation, inputOf(operation, text));
    }
  };
}

function inputOf<Name extends HandedOn>(name: Name, text: string): Input<Name> {
  const input = v.safeParse(table[name].input, JSON.parse(text));
  if (input.success) return input.output;
  const [issue] = input.issues;
  const where = [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(": ");
  throw new SyncError("USAGE", `Cannot understand the request: ${where.slice(0, 200)}`);
}

function interrupted(operation: string): SyncError {
  return new SyncError(
    "DAEMON_GONE",
    `Cannot say what came of it: another host owned the list and had begun it (${operation})`,
    {
      retryable: true,
      hint:
        "It may have been done, in part or as a whole, and was not begun again. Look before it " +
        "is asked for again: `vikunja-sync history`.",
    },
  );
}
