import { SyncError } from "@/domain/errors.ts";
import { scalarFields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import { type Patch, patchOfCreate } from "@/domain/push.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import type { Comment } from "@/domain/fields.ts";
import type { NewComment } from "@/domain/push.ts";
import type { Reading } from "@/domain/task.ts";
import { isPresent, type Write, type Written } from "@/ports/replica.ts";
import type { Planned } from "@/adapters/taskwarrior/plan.ts";

type Sending = Extract<Planned, { readonly kind: "send" }>;

/** The answer to a write that was carried out, given the task as it was read after it. */
export function writtenAs(write: Write, plan: Sending, reading: Reading): Written {
  const texts = new Map(isPresent(reading) ? reading.task.comments.map(textById) : []);
  const asked = new Map(addedBy(write).map(({ from, text }) => [from, text]));
  const comments = plan.comments.filter(({ from, to }) => {
    const text = texts.get(to);
    return text !== undefined && isSameSaid(asked.get(from) ?? text, text);
  });
  const written = { kind: "written", reading, comments, leftOut: plan.leftOut } as const;
  const lacks = lackingIn(write, plan, reading);
  return {
    ...written,
    ...(lacks === null ? {} : { lacks }),
    ...(plan.found === undefined ? {} : { undone: plan.found }),
  };
}

function textById({ id, text }: Comment): readonly [string, string] {
  return [id, text];
}

function addedBy({ push }: Write): readonly NewComment[] {
  if (push.kind === "delete") return [];
  return (push.kind === "create" ? push.comments : push.patch.comments?.add) ?? [];
}

/**
 * Of one second there is one annotation: what stands there can be what somebody wrote at the same time, in place of ours.
 * Letters and digits come back as they were, brackets and white space need not.
 */
function isSameSaid(asked: string, found: string): boolean {
  const said = (text: string) => text.replace(/&\w+;/g, "").replace(/[^\p{L}\p{N}]/gu, "");
  return said(asked) === said(found);
}

/** The answer to one that needed no write. */
export function outcomeOfSettled(plan: Planned | undefined): Written {
  if (plan?.kind === "settled") return plan.outcome;
  return { kind: "failed", error: new SyncError("INTERNAL", "Cannot tell what became of a write") };
}

function lackingIn({ push }: Write, { leftOut }: Sending, reading: Reading): Patch | null {
  if (leftOut.length === 0 || push.kind === "delete" || reading.kind !== "present") return null;
  const asked: Patch = push.kind === "create" ? patchOfCreate(push) : push.patch;
  const lacking = scalarFields.filter((field) =>
    fieldMappings[field].taskwarrior.mayRefuse &&
    asked[field] !== undefined && reading.task[field] !== undefined &&
    !jsonEqual(asked[field], reading.task[field])
  );
  return Object.fromEntries(lacking.map((field) => [field, asked[field]]));
}
