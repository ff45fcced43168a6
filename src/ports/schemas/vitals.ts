import * as v from "valibot";
import { exactly } from "@/ports/schemas/exactly.ts";
import { count, list } from "@/ports/schemas/values.ts";
import type { SideLag, Vitals } from "@/ports/vitals.ts";

const numberOrNull = v.nullable(v.number());
const lag = { count, p50Ms: numberOrNull, p99Ms: numberOrNull };

const sideLag = exactly<SideLag>()(v.object({
  ...lag,
  hours: list(v.object({ from: v.string(), ...lag })),
}));

export const vitals = exactly<Vitals>()(v.object({
  lag: v.object({ taskwarrior: sideLag, vikunja: sideLag }),
  isCut: v.boolean(),
  clock: v.nullable(v.object({ fromMs: v.number(), untilMs: v.number() })),
  versions: v.object({
    taskwarrior: v.nullable(v.string()),
    vikunja: v.nullable(v.string()),
  }),
  logBytes: numberOrNull,
}));
