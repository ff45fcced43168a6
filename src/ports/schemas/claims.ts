import * as v from "valibot";
import type { BatchResult, ClaimRow, Granted, NextFilter, NothingFree } from "@/ports/claims.ts";
import type { Reaped, Refused, Released } from "@/ports/claims.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import { instant, list, positive, task, text, token, wholeNumber } from "@/ports/schemas/values.ts";

const who = "Who wants it, for people; the token is what protects";
/** Ten years, as on the command line. */
const longestMs = 3_653 * 86_400_000;
const forMs = v.pipe(
  positive,
  v.maxValue(longestMs),
  v.description("Length of the lease in milliseconds"),
);
const wanted = { agent: v.pipe(text, v.description(who)), forMs };
const agent = v.pipe(v.string(), v.description(who));

const filter = exactly<NextFilter>()(v.object({
  project: v.optional(v.nullable(text), null),
  tag: v.optional(v.nullable(text), null),
  unready: v.optional(v.boolean(), false),
}));

export const claimInput = v.object({ task, ...wanted });
export const batchInput = v.object({
  tasks: v.pipe(v.array(task), v.minLength(1), v.maxLength(1_000), v.readonly()),
  ...wanted,
});
export const nextInput = v.object({ filter: v.optional(filter, {}), ...wanted });
export const renewInput = v.object({ task, token, forMs });
export const releaseInput = v.object({ task, token });

export const granted = exactly<Granted>()(v.object({
  ok: v.literal(true),
  task: v.string(),
  title: v.string(),
  // A daemon of before this version says neither.
  project: v.optional(v.string(), ""),
  notes: v.optional(v.string(), ""),
  agent,
  token,
  until: instant,
  version: wholeNumber,
}));

export const refused = exactly<Refused>()(v.object({
  ok: v.literal(false),
  task: v.string(),
  title: v.string(),
  lockedBy: v.nullable(v.string()),
  until: v.nullable(instant),
  status: v.string(),
}));

export const nothingFree = exactly<NothingFree>()(v.object({
  ok: v.literal(false),
  task: v.null(),
}));

export const released = exactly<Released>()(v.object({
  ok: v.literal(true),
  task: v.string(),
  title: v.string(),
}));

export const allGranted = v.object({ ok: v.literal(true), claims: list(granted) });
export const batchResult = exactly<BatchResult>()(v.variant("ok", [allGranted, refused]));

export const claimRow = exactly<ClaimRow>()(v.object({
  task: v.string(),
  title: v.string(),
  agent,
  token,
  until: instant,
  expired: v.boolean(),
  version: wholeNumber,
}));

export const reaped = exactly<Reaped>()(v.object({ task: v.string(), agent, token }));
