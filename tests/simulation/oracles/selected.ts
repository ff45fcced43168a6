import type { SelectionConfig } from "@/config/selection_config.ts";
import { outsideOf } from "@tests/simulation/oracles/rest.ts";
import { inbox, type ShownTask } from "@tests/simulation/oracles/shown_task.ts";
import type { Log } from "@/ports/log.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { isTakenBy } from "@tests/simulation/taskwarrior/filter.ts";
import type { World } from "@tests/simulation/world.ts";

type Selectable = Pick<ShownTask, "project" | "labels" | "priority">;

/**
 * While something is selected: what is on one side only is outside, and what is outside is so by the values of one of
 * the sides at least, or as it was seen last on a side that it went from. Read without the program's own rule.
 */
export function faultsOfSelection(world: World): readonly string[] {
  const { machine: { config: { selection }, folder }, time, shown } = world;
  if (selection === null) return [];
  const log = lookAtLog(folder, time.runtime.now);
  const outside = outsideOf(log);
  const written = writtenOutside(log.store.readAll(0, 1_000_000));
  const [here, there] = [shown("taskwarrior"), shown("vikunja")];
  const faults: string[] = [];
  const known = new Set(log.reader.leftOutList().map(({ task }) => task));
  for (const { task } of log.reader.conflictList()) known.add(task);
  const mayBeMade = log.reader.pendingPushes().some(({ isOutside }) => isOutside);
  for (const [uuid, task] of here) {
    const id = log.reader.vikunjaIdOf(uuid);
    const other = id === null ? undefined : there.get(String(id)) ?? lastSeenThere(log, uuid);
    const isIn = isSelected(task, selection) && isTaken(task, selection);
    if (known.has(uuid)) continue;
    if (outside.has(uuid) && isIn && (other === undefined || isSelected(other, selection))) {
      faults.push(`left alone: «${task.title}» (${uuid}), and it is selected`);
    }
    if (!outside.has(uuid) && !isIn) {
      faults.push(`not left alone: «${task.title}» (${uuid}), and it is not selected`);
    }
  }
  for (const [id, task] of there) {
    const uuid = log.reader.streamOf(Number(id));
    if (uuid === null) {
      // One that a create may have made whose task is outside is left until that is asked for again.
      if (!mayBeMade) faults.push(`unknown: «${task.title}» (#${id})`);
      continue;
    }
    if (known.has(uuid) || here.has(uuid)) continue;
    const isIn = isSelected(task, selection) && isTaken(task, selection);
    const wasNeverHere = log.reader.presenceOf(uuid, "taskwarrior") === null;
    if (outside.has(uuid) && isIn && wasNeverHere) {
      faults.push(`left alone: «${task.title}» (#${id}), and it is selected`);
    }
    if (!outside.has(uuid) && !isIn) {
      faults.push(`not left alone: «${task.title}» (#${id}), and it is not selected`);
    }
  }
  return [...written, ...faults];
}

function lastSeenThere({ store }: Log, uuid: string): Selectable | undefined {
  const seen = store.readStream(uuid).findLast(({ event: { type, data } }) =>
    type === "TaskObserved" && data.side === "vikunja"
  )?.event;
  if (seen?.type !== "TaskObserved") return undefined;
  const { project, labels, priority } = seen.data.task;
  return { project: project.join("/"), labels, priority: Math.min(3, priority) };
}

function writtenOutside(events: ReturnType<Log["store"]["readAll"]>): readonly string[] {
  const outside = new Set<string>();
  return events.flatMap(({ streamId, event }) => {
    if (event.type === "TaskDeselected") outside.add(streamId);
    if (event.type === "TaskSelected") outside.delete(streamId);
    return event.type === "PushRequested" && outside.has(streamId)
      ? [`not left alone: a write of ${streamId} is asked for, and it is outside`]
      : [];
  });
}

/** What Taskwarrior's filter says of it, which goes by what the task is there, or would be. */
function isTaken(
  { project, labels, priority }: Selectable,
  { filter }: SelectionConfig,
): boolean {
  if (filter === null) return true;
  return isTakenBy(filter.split(" "), {
    tags: labels,
    project: project === inbox ? "" : project.replaceAll("/", "."),
    priority: ["", "L", "M", "H"][priority] ?? "",
  });
}

function isSelected(
  { project, labels }: Selectable,
  { projects, excludeProjects, labels: wanted, excludeLabels }: SelectionConfig,
): boolean {
  const isIn = (pattern: string) =>
    pattern.endsWith(".*")
      ? project.startsWith(`${pattern.slice(0, -2)}/`)
      : `${project}/`.startsWith(`${pattern}/`);
  return (projects.length === 0 || projects.some(isIn)) && !excludeProjects.some(isIn) &&
    (wanted.length === 0 || wanted.some((label) => labels.includes(label))) &&
    !excludeLabels.some((label) => labels.includes(label));
}
