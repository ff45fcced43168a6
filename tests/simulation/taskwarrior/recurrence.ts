import type { StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import type { Session, Steps } from "@tests/simulation/taskwarrior/session.ts";
import { statusOf } from "@tests/simulation/taskwarrior/validated.ts";

const signs = { pending: "-", completed: "+", deleted: "X", waiting: "W", recurring: "?" } as const;

/** The parent of a recurring task's child has the status of each child in its mask. */
export function* maskParent(child: StoredTask, session: Session): Steps {
  const uuid = child.get("parent") ?? "";
  const parent = uuid === "" ? undefined : session.get(uuid);
  if (parent === undefined) return;
  const index = Number.parseInt(child.get("imask") ?? "", 10) || 0;
  const mask = parent.get("mask") ?? "";
  const sign = signs[statusOf(child, session.context.nowSeconds())];
  const next = mask.length > index ? mask.slice(0, index) + sign + mask.slice(index + 1) : mask;
  yield* session.modify(new Map([...parent, ["mask", next]]));
}

/** What a report does of itself: tasks whose `until` is over go, templates get their next children. */
export function* tidy(session: Session): Steps {
  const now = session.context.nowSeconds();
  for (const task of session.tasks) {
    const status = statusOf(task, now);
    if (status === "recurring") yield* makeChildren(task, session);
    const until = Number(task.get("until") || Infinity);
    if (status === "pending" && until < now) {
      yield* session.modify(new Map([...task, ["status", "deleted"]]));
    }
  }
}

function* makeChildren(template: StoredTask, session: Session): Steps {
  const { nowSeconds, newUuid } = session.context;
  const now = nowSeconds();
  const everySeconds = periods[template.get("recur") ?? ""];
  if (everySeconds === undefined) throw new Error(`not simulated: recur:${template.get("recur")}`);
  const first = Number(template.get("due"));
  const count = Math.max(0, Math.floor((now - first) / everySeconds)) + (first > now ? 1 : 2);
  let mask = template.get("mask") ?? "";
  if (mask.length >= count) return;
  for (let index = mask.length; index < count; index++) {
    const child = new Map(template);
    child.delete("mask");
    child.set("uuid", newUuid());
    child.set("parent", template.get("uuid") ?? "");
    child.set("entry", String(now));
    child.set("due", String(first + index * everySeconds));
    child.set("imask", String(index));
    child.set("status", "pending");
    mask += "-";
    yield* session.add(child);
  }
  yield* session.modify(new Map([...template, ["mask", mask]]));
}

const periods: Readonly<Record<string, number>> = {
  daily: 86_400,
  P1D: 86_400,
  weekly: 604_800,
  P7D: 604_800,
};
