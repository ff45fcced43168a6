import { SyncError } from "@/domain/errors.ts";
import { jsonEqual } from "@/domain/json.ts";
import { foundIn, isOvertaken } from "@/domain/overtaken.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { Instant, Reading, Task } from "@/domain/task.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import {
  applyToTaskwarrior,
  deletedInTaskwarrior,
  type TaskwarriorObject,
  withoutLink,
} from "@/mapping/taskwarrior/write.ts";
import type { Write, Written } from "@/ports/replica.ts";
import { faultOf } from "@/adapters/taskwarrior/stored/check_object.ts";
import { readingOf, readingOfAbsent } from "@/adapters/taskwarrior/common/reading.ts";
import { keepRecurring } from "@/adapters/taskwarrior/recurring.ts";
import { sameTask, type TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** What becomes of one write, given the task as it is. */
export type Planned =
  | { readonly kind: "settled"; readonly outcome: Written }
  | {
    readonly kind: "send";
    readonly object: TaskObject;
    readonly comments: TaskwarriorObject["comments"];
    readonly leftOut: readonly string[];
    /** What it was to add and has already, by somebody else. */
    readonly found?: Patch;
  };

interface PlanContext {
  readonly settings: TaskwarriorSettings;
  /** Whole seconds, this machine's clock. */
  readonly now: Instant;
}

/** `current`: as exported just before; `undefined`: not there. */
export function planWrite(
  write: Write,
  current: TaskObject | undefined,
  context: PlanContext,
): Planned {
  const uuid = write.id;
  if (uuid === null) return failed(new SyncError("INTERNAL", "Cannot write a task without UUID"));
  if (write.link === "remove") return planUnlink(uuid, current, context);
  const reading = current === undefined
    ? readingOfAbsent(uuid, false)
    : readingOf(current, context.settings);
  if (reading.kind === "withdrawn") return failed(refused(uuid, reading.reason));
  switch (write.push.kind) {
    case "create":
      return planCreate(write, write.push, reading, current, context);
    case "update":
      if (reading.kind === "gone") return stale(reading);
      if (isOvertaken(reading.task, write.push, write.mayHaveHappened)) return stale(reading);
      return withFound(write, reading.task, send(write, write.push, current, context));
    case "delete":
      return planDelete(write.push.seen, reading, current, context);
  }
}

/**
 * A task of this UUID that is open is ours from an earlier attempt, or somebody else's: never
 * replaced. One that is finished or deleted is made again, unless that happened after our attempt:
 * then it was made, and somebody deleted it.
 */
function planCreate(
  write: Write,
  push: Extract<Push, { kind: "create" }>,
  reading: Reading,
  current: TaskObject | undefined,
  context: PlanContext,
): Planned {
  const goneSince = reading.kind === "gone" && reading.changedAt !== null &&
    reading.changedAt > write.requestedAt;
  if (write.mayHaveHappened && goneSince) return settled(reading, []);
  const planned = send(write, push, current, context);
  if (reading.kind !== "present" || planned.kind === "settled") return planned;
  const arrived = write.mayHaveHappened || sameTask(planned.object, current);
  if (arrived) return settled(reading, commentsArrived(push, reading.task));
  return reading.task.done && !push.task.done ? planned : stale(reading);
}

function commentsArrived(
  push: Extract<Push, { kind: "create" }>,
  task: Task,
): readonly { readonly from: string; readonly to: string }[] {
  const free = [...task.comments];
  return push.comments.flatMap(({ from, text }) => {
    const at = free.findIndex((comment) => comment.text === text);
    const [found] = at < 0 ? [] : free.splice(at, 1);
    return found === undefined ? [] : [{ from, to: found.id }];
  });
}

function planDelete(
  seen: Task | null,
  reading: Reading,
  current: TaskObject | undefined,
  { now }: PlanContext,
): Planned {
  if (reading.kind !== "present" || current === undefined) {
    return settled({ kind: "gone", id: reading.id, how: "deleted", changedAt: null }, []);
  }
  if (seen !== null && !jsonEqual(seen, reading.task)) return stale(reading);
  return checked({ ...deletedInTaskwarrior(current, now), uuid: current.uuid }, [], []);
}

function planUnlink(
  uuid: string,
  current: TaskObject | undefined,
  { settings }: PlanContext,
): Planned {
  const left = current === undefined ? null : withoutLink(current, settings);
  if (current === undefined || left === null) {
    const reading = current === undefined
      ? readingOfAbsent(uuid, false)
      : readingOf(current, settings);
    return settled(reading, []);
  }
  return checked(keepRecurring({ ...left, uuid }, current).object, [], []);
}

function send(
  write: Write,
  push: Exclude<Push, { kind: "delete" }>,
  current: TaskObject | undefined,
  { settings, now }: PlanContext,
): Planned {
  const { linkedComments } = write;
  const link = write.link === "remove" ? null : write.link;
  const uuid = write.id ?? "";
  const repeatedSince = write.mayHaveHappened ? write.requestedAt : null;
  const mapped = applyToTaskwarrior(
    { uuid, current: current ?? null, push, link, now, repeatedSince, linkedComments },
    settings,
  );
  const kept = keepRecurring({ ...mapped.object, uuid }, current);
  return checked(kept.object, mapped.comments, [...mapped.leftOut, ...kept.leftOut]);
}

function withFound({ mayHaveHappened, push }: Write, task: Task, planned: Planned): Planned {
  if (mayHaveHappened || planned.kind !== "send" || push.kind !== "update") return planned;
  const found = foundIn(task, push.patch);
  return Object.keys(found).length === 0 ? planned : { ...planned, found };
}

function checked(
  object: TaskObject,
  comments: TaskwarriorObject["comments"],
  leftOut: readonly string[],
): Planned {
  const fault = faultOf(object);
  return fault === null
    ? { kind: "send", object, comments, leftOut }
    : failed(refused(object.uuid, fault));
}

function settled(
  reading: Reading,
  comments: readonly { readonly from: string; readonly to: string }[],
): Planned {
  return { kind: "settled", outcome: { kind: "written", reading, comments, leftOut: [] } };
}

function stale(reading: Reading): Planned {
  return { kind: "settled", outcome: { kind: "stale", reading } };
}

function failed(error: SyncError): Planned {
  return { kind: "settled", outcome: { kind: "failed", error } };
}

function refused(uuid: string, why: string): SyncError {
  return new SyncError("TASK_REFUSED", `Cannot write task ${uuid}: ${why}`, {
    details: { task: uuid },
  });
}
