import type { Side } from "@/domain/task.ts";
import { type Chance, chanceBy, pick, pickWeighted } from "@tests/simulation/chance.ts";
import type { Setting } from "@tests/simulation/setting.ts";
import { randomStep, type Step, type TroubleStep } from "@tests/simulation/steps.ts";
import { type Fate, proxyAnswers } from "@tests/simulation/vikunja/fates.ts";

/** Seeds from here on are of the short kind: those below mean what they always did. */
export const firstShortSeed = 1_000_000_000;

export function isShort({ seed }: Pick<Setting, "seed">): boolean {
  return seed >= firstShortSeed;
}

/** Without what configures it. */
export interface Plain extends Pick<Setting, "line" | "write" | "only"> {
  readonly tasks: number;
  readonly steps: readonly Step[];
}

/**
 * Few tasks, few steps, and trouble where it hurts: in the midst of what comes of an edit. Such a one takes a fraction
 * of a long one's time, and in a second of ours meets more moments at which something can go wrong.
 */
export function shortScheduleOf(seed: number): Plain {
  const chance = chanceBy(seed).of("short");
  const isOnlySlow = chance() < 0.15;
  const moments = 3 + Math.floor(chance() * 4);
  return {
    line: chance() < 0.5 ? "2" : "3",
    write: chance() < 0.5 ? "auto" : "import",
    ...(isOnlySlow ? { only: "slow answers" } : {}),
    tasks: (isOnlySlow ? 2 : 1) + Math.floor(chance() * 2),
    steps: Array.from({ length: moments }, () => isOnlySlow ? slowMoment(chance) : moment(chance))
      .flat(),
  };
}

/** An edit or two with trouble before, between or after; or anything at all. */
function moment(chance: Chance): readonly Step[] {
  const kind = chance();
  if (kind < 0.2) return [soon(randomStep(chance), chance)];
  if (kind < 0.45) return overlapping(chance);
  const trouble = troubleAmid(chance);
  const [one, other] = [edit(chance), { ...edit(chance), afterMs: amid(chance) }];
  switch (pickWeighted({ before: 4, between: 3, after: 4, none: 2 }, chance)) {
    case "before":
      return [trouble, { ...one, afterMs: Math.floor(chance() * 100) }];
    case "between":
      return [one, { ...trouble, afterMs: amid(chance) }, other];
    case "after":
      return [one, { ...trouble, afterMs: amid(chance) }];
    case "none":
      return [one, other];
  }
}

/** Commands that have read and not written yet while what was edited in Vikunja comes over. */
function overlapping(chance: Chance): readonly Step[] {
  const commands = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => ({
    ...editOn("taskwarrior", chance),
    afterMs: Math.floor(chance() * 100),
    isSlow: true,
  }));
  return [editOn("vikunja", chance), ...commands];
}

/** Requests of one task hang while another is edited. */
function slowMoment(chance: Chance): readonly Step[] {
  const hanging = {
    kind: "hanging task",
    task: chance(),
    forMs: 5_000 + Math.floor(chance() * 30_000),
  } as const;
  return [
    { afterMs: pause(chance), on: "trouble", step: hanging },
    ...Array.from({ length: 2 + Math.floor(chance() * 3) }, () => promptEdit(chance)),
  ];
}

function edit(chance: Chance): Step {
  return editOn(chance() < 0.5 ? "vikunja" : "taskwarrior", chance);
}

function editOn(side: Side, chance: Chance): Step {
  while (true) {
    const step = randomStep(chance);
    if (step.on === side) return soon(step, chance);
  }
}

function promptEdit(chance: Chance): Step {
  const step = edit(chance);
  return step.on === "taskwarrior" ? { ...step, isSlow: false } : step;
}

function soon(step: Step, chance: Chance): Step {
  return { ...step, afterMs: pause(chance) };
}

function pause(chance: Chance): number {
  return Math.floor(chance() * pick([50, 1_500, 6_000], chance));
}

/** While what was done a moment ago is on its way. */
function amid(chance: Chance): number {
  return Math.floor(chance() ** 2 * 600);
}

function troubleAmid(chance: Chance): Step {
  return { afterMs: pause(chance), on: "trouble", step: trouble(chance) };
}

function trouble(chance: Chance): TroubleStep {
  const kind = pickWeighted(
    { "kill": 5, "die in a write": 6, "next requests": 10, "hanging task": 3, "any": 5 },
    chance,
  );
  switch (kind) {
    case "kill":
      return { kind };
    case "die in a write":
      return { kind, after: Math.floor(chance() * 8), isStored: chance() < 0.5 };
    case "next requests":
      return {
        kind,
        like: { method: pickWeighted({ write: 5, any: 2, GET: 1 }, chance), path: null },
        times: 1 + Math.floor(chance() ** 2 * 3),
        meet: fate(chance),
      };
    case "hanging task":
      return { kind, task: chance(), forMs: 3_000 + Math.floor(chance() * 30_000) };
    case "any":
      while (true) {
        const { on, step } = randomStep(chance);
        if (on === "trouble") return step;
      }
  }
}

/** Of the next request or two. */
function fate(chance: Chance): Fate {
  const latencyMs = Math.ceil(chance() * (chance() < 0.2 ? 5_000 : 60));
  const kind = pickWeighted(
    {
      "answer lost": 5,
      "hangs": 4,
      "proxy": 4,
      "overload": 3,
      "lost": 2,
      "answer cut": 1,
      "twice": 1,
      "refused": 1,
      "rate limit": 1,
    },
    chance,
  );
  switch (kind) {
    case "hangs":
      return { kind, latencyMs, committed: chance() < 0.6 };
    case "proxy":
      return { kind, latencyMs, answer: pick(proxyAnswers, chance), committed: chance() < 0.5 };
    case "rate limit":
      return { kind, latencyMs, resetMs: Math.ceil(chance() * 20_000) };
    case "answer lost":
    case "answer cut":
    case "lost":
    case "overload":
    case "twice":
    case "refused":
      return { kind, latencyMs };
  }
}
