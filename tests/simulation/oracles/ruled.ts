import type { DirectionConfig } from "@/config/direction_config.ts";
import { evolve } from "@/domain/evolve.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import type { Side } from "@/domain/task.ts";
import type { Log } from "@/ports/log.ts";
import { outsideOf } from "@tests/simulation/oracles/rest.ts";
import { isSame, shownAs } from "@tests/simulation/oracles/same_value.ts";
import { inbox, type ShownField } from "@tests/simulation/oracles/shown_task.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import type { World } from "@tests/simulation/world.ts";

/**
 * While projects go one way and people are asked, at rest: nothing was asked for, or arrived, the wrong way; what people are
 * asked about stands on both sides as they are told; an edit of the right side comes over, one of the other does not.
 * Read without the program's own rules.
 */
export async function faultsOfRules(world: World): Promise<readonly string[]> {
  const log = lookAtLog(world.machine.folder, world.time.runtime.now);
  const faults = [...wrongWay(world, log), ...writtenUnasked(log), ...decidedUnasked(world, log)];
  return faults.length > 0 ? faults : await faultsOfProbe(world, log);
}

/** Sides that nothing is to be written to in that project. */
function closedIn(path: string, direction: DirectionConfig): readonly Side[] {
  const isOf = (patterns: readonly string[]) =>
    patterns.some((pattern) => {
      const name = pattern.replaceAll(".", "/");
      return name.endsWith("/*")
        ? path.startsWith(name.slice(0, -1))
        : `${path}/`.startsWith(`${name}/`);
    });
  return [
    ...isOf(direction.fromVikunja) ? ["vikunja"] as const : [],
    ...isOf(direction.fromTaskwarrior) ? ["taskwarrior"] as const : [],
  ];
}

/** That both sides agreed on, or that it has on its one side. */
function projectOf({ vikunja, taskwarrior }: PairState): string | null {
  const known = vikunja.base.project ?? vikunja.task?.project;
  if (known !== undefined) return known.join("/");
  const { task } = taskwarrior;
  return task === null ? null : task.project.join("/") || inbox;
}

function wrongWay({ machine, program }: World, { store }: Log): readonly string[] {
  const { direction } = machine.config;
  const ruledFrom = program.ruledFrom();
  if (direction === null || ruledFrom === null) return [];
  const states = new Map<string, PairState>();
  const faults: string[] = [];
  for (const { streamId, position, event } of store.readAll(0, 1_000_000)) {
    if (event.type === "LogBound" || streamId.startsWith("$")) continue;
    const before = states.get(streamId) ?? emptyPair(streamId);
    const isWrite = event.type === "PushRequested" || event.type === "PushConfirmed";
    if (isWrite && position > ruledFrom) {
      const { side } = event.data;
      const project = projectOf(before);
      const isClosed = project !== null && closedIn(project, direction).includes(side);
      const push = event.type === "PushRequested"
        ? event.data.push
        : before[side].pending?.push ?? { kind: "none" };
      // One that may have been carried out before the rule came is finished.
      const isFinished = event.type === "PushConfirmed" && push.kind === "create";
      if (isClosed && !isOfLinkAlone(push) && !isFinished) {
        faults.push(`wrong way: ${event.type} of ${streamId} to ${side}, and it is in ${project}`);
      }
    }
    states.set(streamId, evolve(before, event as Parameters<typeof evolve>[1]));
  }
  return faults;
}

function isOfLinkAlone(push: { readonly kind: string; readonly patch?: object }): boolean {
  return push.kind === "update" && Object.keys(push.patch ?? {}).every((key) => key === "link");
}

/**
 * What is asked is not written in the same breath; an undo of one side's edit is an answer for that side, and all as it
 * was is one for both.
 */
function writtenUnasked({ store }: Log): readonly string[] {
  const asked = new Map<string, Map<string, Side | null>>();
  return store.readAll(0, 1_000_000).flatMap(({ streamId, event }) => {
    const fields = asked.get(streamId) ?? new Map<string, Side | null>();
    asked.set(streamId, fields);
    switch (event.type) {
      case "ConflictResolved":
        if (event.data.because === "ask") fields.set(event.data.field, null);
        return [];
      case "PushRequested": {
        const { push, side, operation } = event.data;
        const by = operation?.kind;
        const patch = push.kind === "update" ? Object.keys(push.patch) : [];
        const isAnswer = (field: string) => {
          const isUndo = by === "undo" || by === "redo";
          if (isUndo && fields.get(field) === null) fields.set(field, side);
          return by === "restore" || isUndo && fields.get(field) === side;
        };
        return patch.filter((field) => fields.has(field) && !isAnswer(field)).map((field) =>
          `asked: ${field} of ${streamId} is written to ${side}, and nobody has picked`
        );
      }
      default:
        // Somebody has picked, or changed it.
        fields.clear();
        return [];
    }
  });
}

/** Both stay as they are until somebody picks. */
function decidedUnasked({ shown, machine }: World, { reader, store }: Log): readonly string[] {
  const outside = outsideOf({ store });
  const sides = { taskwarrior: shown("taskwarrior"), vikunja: shown("vikunja") };
  return reader.conflictList().filter(({ because, task }) =>
    because === "ask" && !outside.has(task)
  ).flatMap((conflict) => {
    const field = (shownAs[conflict.field] ?? conflict.field) as ShownField;
    const ids = {
      taskwarrior: conflict.task,
      vikunja: String(reader.vikunjaIdOf(conflict.task)),
    };
    return [conflict.kept, conflict.lost].flatMap(({ side, value }) => {
      const task = sides[side].get(ids[side]);
      if (task === undefined || !(field in task)) return [];
      if (isSame(field, value, task[field], machine.config.mapping)) return [];
      return [
        `asked: ${field} of «${task.title}» is ${JSON.stringify(task[field])} in ${side}, ` +
        `and people are told ${JSON.stringify(value)}`,
      ];
    });
  });
}

/** One edit on each side of a task that goes one way. */
async function faultsOfProbe(world: World, { reader, store }: Log): Promise<readonly string[]> {
  const { machine: { config, taskwarrior, vikunja }, shown, time } = world;
  const { direction } = config;
  if (direction === null || config.conflicts !== null) return [];
  const told = new Set([
    ...outsideOf({ store }),
    ...reader.conflictList().filter(({ because }) => because === "missing").map(({ task }) => task),
    ...reader.heldList().map(({ task }) => task),
    ...reader.outOfScope().map(({ task }) => task),
  ]);
  const there = shown("vikunja");
  const found = [...shown("taskwarrior")].flatMap(([uuid, task]) => {
    const id = reader.vikunjaIdOf(uuid);
    const other = id === null ? undefined : there.get(String(id));
    if (id === null || other?.project !== task.project || task.done || other.done) return [];
    const [closed, both] = closedIn(task.project, direction);
    if (closed === undefined || both !== undefined || told.has(uuid)) return [];
    return [{ uuid, id, closed }];
  })[0];
  if (found === undefined) return [];
  const { uuid, id, closed } = found;
  const open: Side = closed === "vikunja" ? "taskwarrior" : "vikunja";
  const titleOn = (side: Side) =>
    shown(side).get(side === "vikunja" ? String(id) : uuid)?.title ?? null;
  const edit = (side: Side, title: string) => {
    world.tell(`in ${side}, the title of ${uuid} becomes ${title}`);
    world.acting(side, { because: "probe", meant: "all" }, () => {
      if (side === "taskwarrior") {
        taskwarrior.person.run({ kind: "modify", uuid, set: { description: title } });
        return;
      }
      const ids = vikunja.tasks().map((task) => task.id);
      const task = (ids.indexOf(id) + 0.5) / ids.length;
      vikunja.person.take({ kind: "edit", task, edit: { field: "title", value: title } });
    });
  };
  // What goes to the closed side comes from the other, whose edits are the ones that do not go over.
  const before = titleOn(closed);
  edit(open, "the wrong way");
  await time.pass(config.pollEveryMs * 2);
  const faults: string[] = [];
  if (titleOn(closed) !== before) faults.push(`wrong way: an edit of ${open} came over`);
  const wanted = direction.otherEdits === "keep" ? "the wrong way" : before;
  if (titleOn(open) !== wanted) {
    faults.push(`one way: the title in ${open} is ${titleOn(open)}, not ${wanted}`);
  }
  edit(closed, "the right way");
  await time.pass(config.pollEveryMs * 2);
  if (titleOn(open) !== "the right way") faults.push(`one way: an edit of ${closed} waits`);
  return faults;
}
