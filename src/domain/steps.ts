import type { TaskCommand } from "@/domain/commands.ts";
import { decide } from "@/domain/decider.ts";
import type { TaskEvent } from "@/domain/events.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";

/** What one decision adds to one stream. */
export interface Step {
  readonly before: PairState;
  readonly events: readonly TaskEvent[];
}

/**
 * A decision with what it starts in another stream; all of it belongs into one transaction. A next date
 * never gets a stream that is in use: where dates were set back, two of them can have the same name.
 */
export function decideSteps(
  before: PairState,
  command: TaskCommand,
  policy: Policy,
  load: (streamId: string) => PairState,
): readonly Step[] {
  let decision = decide(before, command, policy);
  for (let taken = 1; decision.next !== null; taken++) {
    const { streamId, command: first } = decision.next;
    const next = streamId === before.streamId ? before : load(streamId);
    if (next.version === 0) {
      const started = decide(next, first, policy);
      const steps = [
        { before, events: decision.events },
        { before: next, events: started.events },
      ];
      const taken = new Set(steps.map((step) => step.before.streamId));
      for (const { streamId, command } of decision.next.between) {
        if (taken.has(streamId)) continue;
        taken.add(streamId);
        const finished = load(streamId);
        steps.push({ before: finished, events: decide(finished, command, policy).events });
      }
      return steps;
    }
    decision = decide(before, command, {
      ...policy,
      nextStreamId: (vikunjaId, due) => policy.nextStreamId(vikunjaId, `${due} ${taken}`),
    });
  }
  return decision.events.length === 0 ? [] : [{ before, events: decision.events }];
}
