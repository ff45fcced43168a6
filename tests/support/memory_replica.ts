import { SyncError } from "@/domain/errors.ts";
import type { Patch } from "@/domain/push.ts";
import type { Reading } from "@/domain/task.ts";
import type { Changes, ChangesRequest, Replica, Write, Written } from "@/ports/replica.ts";
import type { SimulatedSide } from "@tests/support/simulated_side.ts";

/** What happens to a write: nothing special, its answer is lost, it never arrives, or it is refused for good. */
type Fault = "none" | "lost" | "unsent" | "refused";

export interface MemoryReplicaOptions {
  readonly isLinked?: (id: string) => boolean;
  readonly fault?: (write: Write) => Fault;
  /** Awaited before each call of `write` begins, and after its writes are done. */
  readonly beforeWrite?: (writes: readonly Write[]) => Promise<void>;
  readonly afterWrite?: (writes: readonly Write[]) => Promise<void>;
  /** Labels that it does not take. */
  readonly refusedLabels?: readonly string[];
}

interface MemoryReplica extends Replica {
  /** How many writes each call carried. */
  readonly batches: readonly number[];
}

/** A side in memory with all the promises of the port, and faults as asked for. */
export function createMemoryReplica(
  side: SimulatedSide,
  options: MemoryReplicaOptions = {},
): MemoryReplica {
  const batches: number[] = [];
  let cursor = "";

  function changes({ cursor: since, full, knownCount }: ChangesRequest): Changes {
    const complete = full || since === null || knownCount !== side.tasks.size;
    const from = complete ? 0 : Date.parse(since) - 2_000;
    const ids = [...side.tasks].filter(([, held]) => held.changedAt >= from).map(([id]) => id);
    cursor = new Date(side.now()).toISOString();
    return { complete, readings: ids.map((id) => side.reading(id)), warnings: [] };
  }

  async function write(writes: readonly Write[]): Promise<readonly Written[]> {
    batches.push(writes.length);
    await options.beforeWrite?.(writes);
    const outcomes = writes.map(writeOne);
    await options.afterWrite?.(writes);
    return outcomes;
  }

  function writeOne(write: Write): Written {
    const fault = options.fault?.(write) ?? "none";
    if (fault === "refused") return failed("SERVER_REFUSED", false);
    if (fault === "unsent") return failed("SERVER_UNAVAILABLE", true);
    const refused = refusedOf(write);
    const { kind, id, comments } = side.write({
      id: write.id,
      key: write.key,
      push: refused === null ? write.push : withoutLabels(write, refused),
      since: write.mayHaveHappened ? Date.parse(write.requestedAt) - 2_000 : null,
      isLinked: options.isLinked ?? (() => false),
    });
    if (fault === "lost") return failed("SERVER_UNAVAILABLE", true);
    if (kind === "refused") return failed("ARCHIVED", false);
    const reading = side.reading(id);
    if (kind === "stale") return { kind, reading };
    const leftOut = refused === null ? [] : refused.map((label) => `label ${label}`);
    return { kind, reading, comments, leftOut, ...lacksOf(refused) };
  }

  function refusedOf({ push }: Write): readonly string[] | null {
    const asked = push.kind === "update"
      ? push.patch.labels?.add ?? []
      : push.kind === "create"
      ? push.task.labels
      : [];
    const refused = asked.filter((label) => options.refusedLabels?.includes(label));
    return refused.length === 0 ? null : refused;
  }

  return {
    side: side.side,
    batches,
    identify: () => Promise.resolve({ side: side.side }),
    changes: (request) => Promise.resolve(changes(request)),
    cursor: () => cursor,
    read: (ids): Promise<readonly Reading[]> => Promise.resolve(ids.map((id) => side.reading(id))),
    write,
  };
}

function lacksOf(refused: readonly string[] | null): { readonly lacks?: Patch } {
  return refused === null ? {} : { lacks: { labels: { add: refused, remove: [] } } };
}

function withoutLabels({ push }: Write, refused: readonly string[]): Write["push"] {
  const isTaken = (label: string) => !refused.includes(label);
  if (push.kind === "create") {
    return { ...push, task: { ...push.task, labels: push.task.labels.filter(isTaken) } };
  }
  if (push.kind === "delete" || push.patch.labels === undefined) return push;
  const labels = { ...push.patch.labels, add: push.patch.labels.add.filter(isTaken) };
  return { ...push, patch: { ...push.patch, labels } };
}

function failed(code: "SERVER_REFUSED" | "SERVER_UNAVAILABLE" | "ARCHIVED", retryable: boolean) {
  const error = new SyncError(code, `simulated ${code}`, { retryable });
  return { kind: "failed", error } as const;
}
