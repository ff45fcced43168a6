import * as v from "valibot";
import type { Wake } from "@/triggers/wakes.ts";

const id = v.pipe(v.number(), v.integer(), v.minValue(1));
const named = v.nullish(v.object({ id: v.nullish(id) }));

const delivery = v.object({
  event_name: v.string(),
  data: v.nullish(v.object({
    task: named,
    tasks: v.nullish(v.array(v.object({ id }))),
    relation: v.nullish(v.object({ task_id: v.nullish(id), other_task_id: v.nullish(id) })),
  })),
});

export interface Delivery {
  readonly event: string;
  /** What to look at; `null`: an event that concerns no task. */
  readonly wake: Wake | null;
}

/** Events after which more is different than the tasks they name. */
const wholeProject = new Set(["project.updated", "project.deleted"]);

/**
 * What a delivery asks for. Its content is not used: it is loaded when it is sent, so several of one
 * burst say the same or come in any order (contract, webhooks). `null`: not a delivery of Vikunja.
 */
export function readDelivery(body: unknown): Delivery | null {
  const parsed = v.safeParse(delivery, body);
  if (!parsed.success) return null;
  const { event_name: event, data } = parsed.output;
  const ids = [
    data?.task?.id,
    ...(data?.tasks ?? []).map((task) => task.id),
    data?.relation?.task_id,
    data?.relation?.other_task_id,
  ].filter((one) => typeof one === "number");
  if (wholeProject.has(event)) return { event, wake: { full: true } };
  return { event, wake: ids.length === 0 ? null : { ids: [...new Set(ids)], event } };
}
