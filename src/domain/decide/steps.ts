import type { TaskCommand } from "@/domain/decide/commands.ts";
import { decide } from "@/domain/decide/decider.ts";
import type { TaskEvent } from "@/domain/events.ts";
import { type Links, noLinks, type TaskRef } from "@/domain/links.ts";
import { lackingTasks } from "@/domain/decide/other_tasks.ts";
import type { Policy, RunPolicy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import type { Side } from "@/domain/task.ts";

/** What one decision adds to one stream. */
export interface Step {
  readonly before: PairState;
  readonly events: readonly TaskEvent[];
}

/** What was looked up for one decision. */
export interface Known {
  readonly links: Links;
  /** Other streams, folded; those that nobody wrote to yet are empty pairs. */
  readonly pairs: ReadonlyMap<string, PairState>;
  /** See {@link Policy.underWay}. */
  readonly underWay: readonly Side[];
}

export const nothingKnown: Known = { links: noLinks, pairs: new Map(), underWay: [] };

/** What has to be looked up as well; then it is to be decided again. */
export interface Lacking {
  readonly kind: "lacking";
  readonly tasks: readonly TaskRef[];
  readonly pairs: readonly string[];
}

export type Decided = { readonly kind: "decided"; readonly steps: readonly Step[] } | Lacking;

/**
 * A decision with what it starts in another stream; all of it belongs into one transaction. A next date
 * never gets a stream that is in use: where dates were set back, two of them can have the same name.
 */
export function decideSteps(
  before: PairState,
  command: TaskCommand,
  given: RunPolicy,
  { links, pairs, underWay }: Known,
): Decided {
  const policy: Policy = { ...given, context: { ...given.context, links }, underWay };
  const tasks = lackingTasks(before, command, links);
  if (tasks.length > 0) return { kind: "lacking", tasks, pairs: [] };
  if (command.type === "Look" && command.takesFrom !== undefined) {
    return takeOver(before, { ...command, takesFrom: command.takesFrom }, given, {
      links,
      pairs,
      underWay,
    });
  }
  let { events, next } = decide(before, command, policy);
  for (let taken = 1; next !== null; taken++) {
    const { streamId } = next;
    const first = streamId === before.streamId ? before : pairs.get(streamId);
    if (first === undefined) return { kind: "lacking", tasks: [], pairs: [streamId] };
    if (first.version === 0) return startNext({ before, events }, next, pairs, policy);
    ({ events, next } = decide(before, command, {
      ...policy,
      nextStreamId: (vikunjaId, due) => given.nextStreamId(vikunjaId, `${due} ${taken}`),
    }));
  }
  return { kind: "decided", steps: events.length === 0 ? [] : [{ before, events }] };
}

type TakingLook = Extract<TaskCommand, { type: "Look" }> & { readonly takesFrom: string };

/** Where the other stream has something to lose, it keeps its task, and there is no link. */
function takeOver(
  before: PairState,
  { takesFrom, link, ...look }: TakingLook,
  given: RunPolicy,
  known: Known,
): Decided {
  const holder = known.pairs.get(takesFrom);
  if (holder === undefined) return { kind: "lacking", tasks: [], pairs: [takesFrom] };
  const isFree = link !== undefined && before.vikunjaId === null &&
    holder.vikunjaId === link.vikunjaId && holder.taskwarrior.presence === "unknown";
  const decided = decideSteps(before, isFree ? { ...look, link } : look, given, known);
  if (!isFree || decided.kind === "lacking") return decided;
  const because = "it is the counterpart of another task";
  const event = { type: "TaskUnlinked", data: { vikunjaId: link.vikunjaId, because } } as const;
  return { ...decided, steps: [{ before: holder, events: [event] }, ...decided.steps] };
}

type Next = NonNullable<ReturnType<typeof decide>["next"]>;

/** The next date, and those that were finished in between, each in a stream of its own. */
function startNext(
  ended: Step,
  { streamId, command, between }: Next,
  pairs: Known["pairs"],
  policy: Policy,
): Decided {
  const started = new Map<string, TaskCommand>([[streamId, command]]);
  for (const date of between) {
    const isTaken = date.streamId === ended.before.streamId || started.has(date.streamId);
    if (!isTaken) started.set(date.streamId, date.command);
  }
  const unread = [...started.keys()].filter((id) => !pairs.has(id));
  if (unread.length > 0) return { kind: "lacking", tasks: [], pairs: unread };
  const befores = [...started].flatMap(([id, first]) => {
    const before = pairs.get(id);
    return before === undefined ? [] : [{ before, first }];
  });
  const tasks = befores.flatMap(({ before, first }) =>
    lackingTasks(before, first, policy.context.links)
  );
  if (tasks.length > 0) return { kind: "lacking", tasks, pairs: [] };
  const steps = befores.map(({ before, first }) => ({
    before,
    events: decide(before, first, policy).events,
  }));
  return { kind: "decided", steps: [ended, ...steps] };
}
