import { SyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import type { HandedOn } from "@/app/hosts/handed_on.ts";
import type { AskOwner } from "@/app/hosts/ask_owner.ts";
import { outputIn } from "@/app/hosts/owner_answer.ts";
import {
  type Asking,
  type EitherName,
  type Input,
  type Operations,
  operations as table,
  type Output,
} from "@/ports/operations_table.ts";

interface OwnerDeps {
  readonly ask: AskOwner;
  /** The UUID of the task that Taskwarrior shows with this number on this host. */
  readonly uuidOf: (number: string) => Promise<string>;
}

/**
 * What this process does where nobody owns the list, and whoever owns it does else. A task's number means what it
 * means on this host.
 */
export function byOwner(
  here: Operations<EitherName>,
  { ask, uuidOf }: OwnerDeps,
): Operations<EitherName> {
  const by = <Name extends HandedOn>(
    name: Name,
  ): (input: Input<Name>, asking: Asking) => Promise<Output<Name>> => {
    const atOwner = async (input: Input<Name>, signal: AbortSignal) => {
      const meant = await withUuids(input as Json, uuidOf);
      return await ask(name, JSON.stringify(meant), signal);
    };
    return async (input, asking) => {
      const first = await atOwner(input, asking.signal);
      if (first !== null) return outputIn(table[name].output, first);
      try {
        return await here[name](input, asking);
      } catch (thrown) {
        if (!(thrown instanceof SyncError) || thrown.code !== "LOCKED") throw thrown;
        // Somebody took the list meanwhile.
        const answer = await atOwner(input, asking.signal);
        if (answer === null) throw thrown;
        return outputIn(table[name].output, answer);
      }
    };
  };
  return {
    ...here,
    claimTask: by("claimTask"),
    batchClaimTasks: by("batchClaimTasks"),
    claimNextTask: by("claimNextTask"),
    renewLease: by("renewLease"),
    releaseTask: by("releaseTask"),
    cleanupExpiredLocks: by("cleanupExpiredLocks"),
    add: by("add"),
    retryNow: by("retryNow"),
    retryDrop: by("retryDrop"),
    edit: by("edit"),
    pick: by("pick"),
    picks: by("picks"),
    answerHeld: by("answerHeld"),
    actOnInbox: by("actOnInbox"),
    takeBack: by("takeBack"),
  } satisfies Record<HandedOn, unknown>;
}

/** Shorter than any beginning of a UUID that a task may be named by. */
const number = /^\d{1,7}$/;

async function withUuids(input: Json, uuidOf: OwnerDeps["uuidOf"]): Promise<Json> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const named = async (value: Json): Promise<Json> =>
    typeof value === "string" && number.test(value) ? await uuidOf(value) : value;
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(input)) {
    if (key === "task") out[key] = await named(value);
    else if (key === "tasks" && Array.isArray(value)) {
      out[key] = await Promise.all(value.map(named));
    } else if (key === "target") out[key] = await withUuids(value, uuidOf);
    else out[key] = value;
  }
  return out;
}
