import { type CommandStep, commandStep } from "@tests/simulation/command_steps.ts";
import type { Side } from "@/domain/task.ts";
import { type Chance, pick, pickWeighted } from "@tests/simulation/chance.ts";
import type { Fate, FatedRequest } from "@tests/simulation/vikunja/fates.ts";
import type { HostStep } from "@tests/simulation/hosts/host_steps.ts";
import { type PersonStep, randomPersonStep } from "@tests/simulation/vikunja/person_steps.ts";

/** Which of those that are there, from 0 to below 1: a step means something whatever was left out before it. */
type Place = number;

/** What somebody does at a terminal. */
export type TerminalStep =
  | { readonly kind: "add"; readonly title: string; readonly project: string | null }
  | { readonly kind: "modify"; readonly task: Place; readonly edit: TerminalEdit }
  | { readonly kind: "tag"; readonly task: Place; readonly tag: string; readonly wanted: boolean }
  | { readonly kind: "annotate"; readonly task: Place; readonly text: string }
  | { readonly kind: "denotate"; readonly task: Place }
  | { readonly kind: "done" | "delete" | "undo" | "duplicate"; readonly task: Place }
  | { readonly kind: "depend"; readonly task: Place; readonly on: Place }
  /** Imports all of a task as it was when the script began. */
  | { readonly kind: "script"; readonly task: Place; readonly edit: TerminalEdit };

export type TerminalEdit = {
  readonly attribute: "description" | "notes" | "project" | "priority" | "due" | "scheduled";
  /** Of `due` and `scheduled`, days from now; `null`: cleared. */
  readonly value: string | number | null;
};

export type ClaimStep =
  | { readonly kind: "claim"; readonly agent: string; readonly task: Place; readonly forMs: number }
  | { readonly kind: "renew" | "release"; readonly agent: string; readonly task: Place };

/** A task that is on both sides gets something else in one field on each, at one moment. */
export interface ClashStep {
  readonly task: Place;
  readonly field: "title" | "due" | "project";
  readonly values: readonly [here: number, there: number];
}

/** What befalls machines, processes and what is between them. */
export type TroubleStep =
  | { readonly kind: "kill" }
  /** While nothing of the program runs, everything is deleted there. */
  | { readonly kind: "sweep"; readonly side: Side }
  | { readonly kind: "stop" }
  | { readonly kind: "die in a write"; readonly after: number; readonly isStored: boolean }
  | { readonly kind: "disk"; readonly isFull: boolean }
  | { readonly kind: "network"; readonly is: "calm" | "rough" | "down" }
  | { readonly kind: "webhooks"; readonly are: "calm" | "rough" }
  | { readonly kind: "set clock"; readonly whose: "ours" | "server"; readonly byMs: number }
  | { readonly kind: "token"; readonly is: "expired" | "renewed" }
  | { readonly kind: "hold data"; readonly forMs: number }
  | { readonly kind: "kill task" }
  /** Requests about one task hang, or all requests are slow; what came before of this kind is over. */
  | { readonly kind: "hanging task"; readonly task: Place; readonly forMs: number }
  | { readonly kind: "slow server"; readonly forMs: number }
  /** The data of the server as they are now are put aside, or those put aside are put back. */
  | { readonly kind: "back up" | "restore" }
  /** The same of Taskwarrior's folder. */
  | { readonly kind: "back up here" | "restore here" }
  /** The next requests that are like this, and only those, meet one fate, however the network is. */
  | {
    readonly kind: "next requests";
    readonly like: Like;
    readonly times: number;
    readonly meet: Fate;
  }
  /** The token lacks these groups of permissions; none: it may do everything. */
  | { readonly kind: "permissions"; readonly lacking: readonly string[] }
  /** A line of the taskrc; `null`: none. */
  | { readonly kind: "setting"; readonly name: string; readonly value: string | null }
  /** A hook of the user; `null`: none. */
  | { readonly kind: "hook"; readonly hook: UserHook | null };

/** What it does to pending tasks. */
export type UserHook =
  | { readonly kind: "keeps tag"; readonly tag: string }
  | { readonly kind: "sets"; readonly attribute: string; readonly value: string };

/** What a request has to be. */
export interface Like {
  /** `write`: any but GET. */
  readonly method: "any" | "write" | FatedRequest["method"];
  /** Found in the path; `null`: whatever it is. */
  readonly path: string | null;
}

export type Step =
  & { readonly afterMs: number }
  & (
    | { readonly on: "vikunja"; readonly step: PersonStep }
    | { readonly on: "taskwarrior"; readonly step: TerminalStep; readonly isSlow: boolean }
    | { readonly on: "claims"; readonly step: ClaimStep }
    | { readonly on: "command"; readonly step: CommandStep }
    | { readonly on: "trouble"; readonly step: TroubleStep }
    | { readonly on: "both sides"; readonly step: ClashStep }
    | { readonly on: "hosts"; readonly step: HostStep }
  );

const words = ["seeds", "tea", "rent", "Größe", "boots", "call Ada", "paint", "letter"];
const tags = ["home", "work", "next", "garden"];
const projects = ["Errands", "House", "House.Roof", "Trip"];
const agents = ["ada", "bob"];

const places: Readonly<Record<Exclude<Step["on"], "both sides" | "hosts">, number>> = {
  vikunja: 36,
  taskwarrior: 36,
  claims: 6,
  command: 6,
  trouble: 14,
};

/** A step by chance, told as data. `isOnlySlow`: of trouble, only slow answers. */
export function randomStep(chance: Chance, isOnlySlow = false): Step {
  const afterMs = randomPause(chance);
  const on = pickWeighted(places, chance);
  switch (on) {
    case "vikunja":
      return { afterMs, on, step: pageStep(chance) };
    case "taskwarrior":
      return { afterMs, on, step: terminalStep(chance), isSlow: chance() < 0.4 && !isOnlySlow };
    case "claims":
      return { afterMs, on, step: claimStep(chance) };
    case "command":
      return {
        afterMs,
        on,
        step: commandStep(chance),
      };
    case "trouble":
      return { afterMs, on, step: isOnlySlow ? slowStep(chance) : troubleStep(chance) };
  }
}

/** Most come close together, where things meet; some give time to rest. */
function randomPause(chance: Chance): number {
  const kind = chance();
  if (kind < 0.35) return Math.floor(chance() * 30);
  if (kind < 0.75) return Math.floor(chance() * 1_500);
  if (kind < 0.97) return Math.floor(chance() * 12_000);
  return Math.floor(chance() * 90_000);
}

function pageStep(chance: Chance): PersonStep {
  while (true) {
    const step = randomPersonStep(chance);
    if (step.kind === "archive project") continue;
    if ("edit" in step && step.edit.field === "repeat") continue;
    return step;
  }
}

const terminalWeights: Readonly<Record<TerminalStep["kind"], number>> = {
  add: 8,
  modify: 40,
  tag: 10,
  annotate: 6,
  denotate: 3,
  done: 8,
  delete: 5,
  undo: 3,
  duplicate: 2,
  depend: 2,
  script: 5,
};

function terminalStep(chance: Chance): TerminalStep {
  const kind = pickWeighted(terminalWeights, chance);
  const task = chance();
  const text = () => `${pick(words, chance)} ${Math.floor(chance() * 1000)}`;
  switch (kind) {
    case "add":
      return { kind, title: text(), project: chance() < 0.5 ? null : pick(projects, chance) };
    case "modify":
    case "script":
      return { kind, task, edit: terminalEdit(chance) };
    case "tag":
      return { kind, task, tag: pick(tags, chance), wanted: chance() < 0.6 };
    case "annotate":
      return { kind, task, text: text() };
    case "denotate":
    case "done":
    case "delete":
    case "undo":
    case "duplicate":
      return { kind, task };
    case "depend":
      return { kind, task, on: chance() };
  }
}

function terminalEdit(chance: Chance): TerminalEdit {
  const attribute = pick(
    ["description", "description", "notes", "project", "priority", "due", "scheduled"] as const,
    chance,
  );
  switch (attribute) {
    case "description":
    case "notes":
      return { attribute, value: `${pick(words, chance)} ${Math.floor(chance() * 1000)}` };
    case "project":
      return { attribute, value: chance() < 0.25 ? null : pick(projects, chance) };
    case "priority":
      return { attribute, value: chance() < 0.25 ? null : pick(["L", "M", "H"], chance) };
    case "due":
    case "scheduled":
      return { attribute, value: chance() < 0.25 ? null : Math.floor(chance() * 30) };
  }
}

function claimStep(chance: Chance): ClaimStep {
  const agent = pick(agents, chance);
  const task = chance();
  const kind = pickWeighted({ claim: 6, renew: 2, release: 2 }, chance);
  if (kind !== "claim") return { kind, agent, task };
  return { kind, agent, task, forMs: 1_000 + Math.floor(chance() * 30_000) };
}

/** By chance; the others are for schedules that are kept. */
type ChanceTrouble = Exclude<
  TroubleStep["kind"],
  "sweep" | "back up here" | "restore here" | "next requests" | "permissions" | "setting" | "hook"
>;

const troubleWeights: Readonly<Record<ChanceTrouble, number>> = {
  "kill": 10,
  "stop": 3,
  "die in a write": 10,
  "disk": 3,
  "network": 14,
  "webhooks": 4,
  "set clock": 3,
  "token": 2,
  "hold data": 3,
  "kill task": 3,
  "hanging task": 4,
  "slow server": 2,
  "back up": 0,
  "restore": 0,
};

function troubleStep(chance: Chance): TroubleStep {
  const kind = pickWeighted(troubleWeights, chance);
  switch (kind) {
    case "kill":
    case "stop":
    case "kill task":
    case "back up":
    case "restore":
      return { kind };
    case "die in a write":
      return { kind, after: Math.floor(chance() * 6), isStored: chance() < 0.5 };
    case "disk":
      return { kind, isFull: chance() < 0.4 };
    case "network":
      return { kind, is: pickWeighted({ calm: 3, rough: 6, down: 1 }, chance) };
    case "webhooks":
      return { kind, are: chance() < 0.6 ? "rough" : "calm" };
    case "set clock": {
      const whose = chance() < 0.5 ? "ours" : "server";
      return {
        kind,
        whose,
        byMs: whose === "ours" ? jump(chance) : Math.abs(jump(chance)),
      };
    }
    case "token":
      return { kind, is: chance() < 0.4 ? "expired" : "renewed" };
    case "hold data":
      return { kind, forMs: Math.floor(chance() * 4_000) };
    case "hanging task":
    case "slow server":
      return slowStepOf(kind, chance);
  }
}

function slowStep(chance: Chance): TroubleStep {
  return slowStepOf(pickWeighted({ "hanging task": 8, "slow server": 1 }, chance), chance);
}

function slowStepOf(kind: "hanging task" | "slow server", chance: Chance): TroubleStep {
  const forMs = 5_000 + Math.floor(chance() * 55_000);
  return kind === "slow server" ? { kind, forMs } : { kind, forMs, task: chance() };
}

/** A server's clock that goes back is a backup put back, as far as anybody can tell. */
function jump(chance: Chance): number {
  return Math.floor((chance() - 0.5) * pick([10_000, 600_000, 86_400_000], chance));
}
