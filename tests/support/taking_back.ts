import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { type Links, noLinks, withLinks } from "@/domain/links.ts";
import { lackingTasks } from "@/domain/decide/other_tasks.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import { planTakeBack } from "@/domain/decide/take_back/plan.ts";
import type { TakeBackPlan } from "@/domain/decide/take_back/plan_parts.ts";
import { pastBetween, type TaskPast } from "@/domain/task_past.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { type PairSimulation, policyAt } from "@tests/support/pair_simulation.ts";

export type Moment = ReadonlyMap<string, PairState>;

export function momentOf(sim: PairSimulation): Moment {
  return new Map(sim.states);
}

interface TakenBack {
  readonly id: string;
  readonly plan: TakeBackPlan;
}

/** Takes back all that came between two moments, task by task; those where that was not refused. */
export function takeBackAll(
  sim: PairSimulation,
  before: Moment,
  after: Moment,
): readonly TakenBack[] {
  return [...after].flatMap(([id, is]) => {
    const was = before.get(id) ?? emptyPair(id);
    if (was.version === is.version) return [];
    const past = pastBetween(was, is, true);
    const plan = planTakeBack(sim.state(id), past, {
      ...policyAt(sim.now()),
      context: { defaultProject: ["Inbox"], links: linksFor(sim, id, past) },
      underWay: [],
    });
    try {
      sim.apply(id, { type: "TakeBack", past });
    } catch (thrown) {
      const isRefused = thrown instanceof SyncError &&
        (thrown.code === "LOCKED" || thrown.code === "FORBIDDEN");
      if (isRefused) return [];
      throw thrown;
    }
    return [{ id, plan }];
  });
}

/** Of all tasks that are named. */
function linksFor(sim: PairSimulation, id: string, past: TaskPast): Links {
  const asked = lackingTasks(sim.state(id), { type: "TakeBack", past }, noLinks);
  return withLinks(noLinks, asked.map((task) => [task, sim.link(task)] as const));
}

/** What a person sees of all tasks, by stream: without ids of comments and what a server stamps by itself. */
export function seen(sim: PairSimulation) {
  const of = (side: Side, id: string | null) => {
    const task = id === null ? undefined : sim[side].tasks.get(id)?.task;
    return task === undefined ? null : plain(task);
  };
  return Object.fromEntries(
    [...sim.states.values()].map((state) => [
      state.streamId,
      Object.fromEntries(sides.map((side) => [side, of(side, sim.idOn(state, side))])),
    ]).filter(([, both]) => Object.values(both as object).some((task) => task !== null)),
  );
}

/** The same without what only one side can say: where a write is given up, the other side's value stands for it. */
export function seenRoughly(sim: PairSimulation): unknown {
  const text = JSON.stringify(seen(sim)).replace(/"priority":[345]/g, '"priority":3');
  return JSON.parse(text);
}

function plain({ comments, doneAt: _, ...rest }: Task) {
  return { ...rest, comments: comments.map(({ text }) => text).sort() };
}

export function assertSeen(sim: PairSimulation, expected: ReturnType<typeof seen>): void {
  assert.deepEqual(seen(sim), expected);
}
