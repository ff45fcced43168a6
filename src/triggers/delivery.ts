import * as v from "valibot";
import type { Wake } from "@/triggers/wakes.ts";

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Vikunja's longest is `task.attachment.created`. */
const eventName = v.pipe(v.string(), v.regex(/^[a-z][a-z._-]{0,99}$/));
/** Of more at once, Vikunja is asked for all that changed. */
const maxIds = 1_000;
const named = v.nullish(v.object({ id: v.nullish(id) }));

const delivery = v.object({
  event_name: eventName,
  data: v.nullish(v.object({
    task: named,
    tasks: v.nullish(v.array(v.object({ id }))),
    relation: v.nullish(v.object({ task_id: v.nullish(id), other_task_id: v.nullish(id) })),
  })),
});

interface Delivery {
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
  if (ids.length > maxIds) return { event, wake: { changes: true } };
  return { event, wake: ids.length === 0 ? null : { ids: [...new Set(ids)], event } };
}

const kept = v.object({
  ids: v.optional(v.pipe(v.array(id), v.maxLength(maxIds)), []),
  event: v.optional(v.union([v.literal(""), eventName]), ""),
  full: v.optional(v.boolean(), false),
  changes: v.optional(v.boolean(), false),
});

/**
 * What an earlier process took and did not get to. A line that was cut off, or that nobody of us wrote, says
 * only that there was something.
 */
export function readKeptWake(line: string): Wake {
  try {
    const wake = v.parse(kept, JSON.parse(line));
    return wake.ids.length > 0 || wake.full ? wake : { changes: true };
  } catch {
    return { changes: true };
  }
}
