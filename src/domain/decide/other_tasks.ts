import type { TaskCommand } from "@/domain/decide/commands.ts";
import { type TaskSet, taskSets } from "@/domain/fields.ts";
import type { Links, TaskRef } from "@/domain/links.ts";
import type { Patch, Push } from "@/domain/push.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import { otherSide, type Reading, type Side, sides, type Task } from "@/domain/task.ts";

/** The other tasks that a decision may ask for and that were not looked up, each once. */
export function lackingTasks(
  state: PairState,
  command: TaskCommand,
  links: Links,
): readonly TaskRef[] {
  const lacking = new Map<string, TaskRef>();
  const need: Need = (side, ids) => {
    for (const id of ids ?? none) {
      if (!links[side].has(id)) lacking.set(`${side} ${id}`, { side, id });
    }
  };
  for (const side of sides) inSide(state[side], side, need);
  inCommand(command, need);
  return [...lacking.values()];
}

const none: readonly string[] = [];

type Need = (side: Side, ids: readonly string[] | undefined) => void;

/** Those that a task names. */
function inTask(
  task: Partial<Pick<Task, TaskSet>> | null | undefined,
  side: Side,
  need: Need,
): void {
  for (const field of taskSets) need(side, task?.[field]);
}

function inSide({ task, base, pending, refused }: SideState, side: Side, need: Need): void {
  inTask(task, side, need);
  inTask(base, side, need);
  inPatch(refused, side, need);
  if (pending === null) return;
  inPush(pending.push, side, need);
  inPatch(pending.source, otherSide(side), need);
  for (const each of sides) inTask(pending.settles?.[each], each, need);
}

function inPush(push: Push, side: Side, need: Need): void {
  if (push.kind === "update") inPatch(push.patch, side, need);
  if (push.kind === "create") inTask(push.task, side, need);
}

function inPatch(patch: Patch | null | undefined, side: Side, need: Need): void {
  for (const field of taskSets) {
    need(side, patch?.[field]?.add);
    need(side, patch?.[field]?.remove);
  }
}

function inReading(reading: Reading | null, side: Side, need: Need): void {
  if (reading?.kind === "present") {
    inTask(reading.task, side, need);
    inTask(reading.unseen, side, need);
  }
  if (reading?.kind === "gone") inTask(reading.last, side, need);
}

function inCommand(command: TaskCommand, need: Need): void {
  switch (command.type) {
    case "Look":
      for (const { side, reading } of command.readings) inReading(reading, side, need);
      return;
    case "ConfirmPush":
      inPatch(command.lacks, command.side, need);
      inPatch(command.undone, command.side, need);
      return inAnswer(command, need);
    case "RefusePush":
      return inAnswer(command, need);
    case "BringBack":
      inReading(command.reading, command.side, need);
      return inTask(command.held, command.side, need);
    case "TakeBack":
      for (const side of sides) {
        const { was, before, after } = command.past[side];
        for (const task of [was?.task, before, after]) inTask(task, side, need);
      }
      return;
    case "FailPush":
    case "CheckSettings":
    case "GiveUpPush":
    case "RetryLeftOut":
    case "AcceptLeftOut":
    case "EditTask":
    case "AddTask":
    case "RecordFinished":
    case "MirrorClaim":
    case "PickConflict":
    case "RejectMessage":
      return;
  }
}

function inAnswer(
  { side, reading, doubtful }: {
    readonly side: Side;
    readonly reading: Reading;
    readonly doubtful?: Task;
  },
  need: Need,
): void {
  inReading(reading, side, need);
  inTask(doubtful, side, need);
}
