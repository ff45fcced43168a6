import { noLinks, withLinks } from "@/domain/links.ts";
import { lackingTasks } from "@/domain/decide/other_tasks.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import { planTakeBack, refusalOf } from "@/domain/decide/take_back/plan.ts";
import type { TakeBackPlan } from "@/domain/decide/take_back/plan_parts.ts";
import type { TaskPast } from "@/domain/task_past.ts";
import { foresee } from "@/engine/foresight.ts";
import { linkIn } from "@/engine/log_links.ts";
import type { TaskMessage } from "@/engine/message.ts";
import { loadPair } from "@/engine/pair_loader.ts";
import type { RunLog } from "@/app/run/engine_ports.ts";
import type { MarkupLoader } from "@/app/run/markup_loader.ts";
import type { PlannedChange } from "@/ports/operations.ts";
import { plannedChanges } from "@/triggers/plan.ts";

/** What taking a change back would come to, as the task is in that state. */
export interface Weighed {
  readonly plan: TakeBackPlan;
  /** Why it would be refused; `null`: it would not. */
  readonly refusal: string | null;
}

/** Decides and stores nothing. */
export interface Foreseeing {
  /**
   * What a message to a pair would write on both sides, if they took it.
   * @throws {SyncError} what would refuse it.
   */
  foresee(before: PairState, message: TaskMessage): Promise<readonly PlannedChange[]>;
  weigh(state: PairState, past: TaskPast): Promise<Weighed>;
}

interface ForeseeingDeps {
  readonly log: RunLog;
  readonly policy: () => RunPolicy;
  readonly prepare: MarkupLoader["prepare"];
}

export function createForeseeing({ log, policy, prepare }: ForeseeingDeps): Foreseeing {
  const pair = (id: string) => loadPair(id, log.store, null);
  return {
    async foresee(before, message) {
      await prepare(before, message);
      const known = { policy: policy(), link: linkIn(log.reader), pair };
      return foresee(before, message, known).flatMap(plannedChanges);
    },
    async weigh(state, past) {
      await prepare(state, { type: "TakeBack", past });
      const run = policy();
      const link = linkIn(log.reader);
      const asked = lackingTasks(state, { type: "TakeBack", past }, noLinks);
      const links = withLinks(noLinks, asked.map((task) => [task, link(task)] as const));
      const whole = { ...run, context: { ...run.context, links }, underWay: [] };
      const plan = planTakeBack(state, past, whole);
      return { plan, refusal: refusalOf(state, plan, whole) };
    },
  };
}
