/** Which of those that are there: from 0 to below 1, so that a step means something whatever was left out before it. */
export type Place = number;

/** What the edit box of a page can hold. */
export type Edit =
  | { readonly field: "title"; readonly value: string }
  | { readonly field: "notes"; readonly value: string }
  /** Days from now; `null`: none. */
  | { readonly field: "due" | "start" | "end"; readonly value: number | null }
  | { readonly field: "priority"; readonly value: number }
  /** From 0 to 1. */
  | { readonly field: "progress"; readonly value: number }
  | { readonly field: "done"; readonly value: boolean }
  /** Every so many days; 0: no more. */
  | { readonly field: "repeat"; readonly value: number };

/** One thing that somebody does on the side of Vikunja. */
export type PersonStep =
  | { readonly kind: "add"; readonly title: string; readonly project: Place }
  /** The page is read and written at once. */
  | { readonly kind: "edit"; readonly task: Place; readonly edit: Edit }
  /** Committed so much after its stamp; only where writes may overlap. */
  | {
    readonly kind: "late edit";
    readonly task: Place;
    readonly edit: Edit;
    readonly lateMs: number;
  }
  | { readonly kind: "open page"; readonly task: Place }
  /** All of the task is written as the page showed it when it was opened, but for one field. */
  | { readonly kind: "save page"; readonly edit: Edit }
  | { readonly kind: "delete"; readonly task: Place }
  | { readonly kind: "move"; readonly task: Place; readonly project: Place }
  | { readonly kind: "label"; readonly task: Place; readonly title: string }
  | { readonly kind: "unlabel"; readonly task: Place }
  /** All labels at once: no stamp is moved. */
  | { readonly kind: "set labels"; readonly task: Place; readonly titles: readonly string[] }
  /** Moves no stamp either. */
  | { readonly kind: "rename label"; readonly label: Place; readonly title: string }
  | { readonly kind: "delete label"; readonly label: Place }
  | { readonly kind: "comment"; readonly task: Place; readonly text: string }
  | { readonly kind: "colleague comments"; readonly task: Place; readonly text: string }
  | { readonly kind: "edit comment"; readonly task: Place; readonly text: string }
  | { readonly kind: "remove comment"; readonly task: Place }
  | { readonly kind: "block"; readonly task: Place; readonly by: Place }
  | { readonly kind: "unblock"; readonly task: Place }
  | { readonly kind: "assign"; readonly task: Place; readonly wanted: boolean }
  | { readonly kind: "new project"; readonly title: string }
  | { readonly kind: "rename project"; readonly project: Place; readonly title: string }
  | { readonly kind: "archive project"; readonly project: Place; readonly archived: boolean }
  /** A script that writes only the title, which erases all that it leaves out. */
  | { readonly kind: "careless script"; readonly task: Place; readonly title: string }
  /** A script that changes one field of many tasks at once. */
  | { readonly kind: "bulk script"; readonly tasks: readonly Place[]; readonly priority: number };

/** A project until the daemon has put its webhook there; a label says nothing of its tasks, and moves no stamp. */
export const unheard: ReadonlySet<string> = new Set([
  "new project",
  "rename project",
  "rename label",
  "delete label",
]);

const words = ["milk", "bread", "taxes", "mail", "lamp", "garden", "train", "book"];
const labels = ["home", "work", "next", "waiting"];
const projects = ["Errands", "House", "Trip"];

/** How often each, against the others. */
const weights: Readonly<Record<PersonStep["kind"], number>> = {
  "add": 8,
  "edit": 40,
  "late edit": 2,
  "open page": 6,
  "save page": 8,
  "delete": 4,
  "move": 4,
  "label": 6,
  "unlabel": 3,
  "set labels": 4,
  "rename label": 1,
  "delete label": 1,
  "comment": 6,
  "colleague comments": 2,
  "edit comment": 2,
  "remove comment": 2,
  "block": 2,
  "unblock": 1,
  "assign": 2,
  "new project": 1,
  "rename project": 1,
  "archive project": 0.5,
  "careless script": 1,
  "bulk script": 1,
};

const kinds = Object.entries(weights) as readonly [PersonStep["kind"], number][];
const totalWeight = kinds.reduce((sum, [, weight]) => sum + weight, 0);

/** A step by chance, told as data. */
export function randomPersonStep(random: () => number): PersonStep {
  let chance = random() * totalWeight;
  for (const [kind, weight] of kinds) {
    if (chance < weight) return stepOf(kind, random);
    chance -= weight;
  }
  return stepOf("edit", random);
}

function stepOf(kind: PersonStep["kind"], random: () => number): PersonStep {
  const text = () => `${one(words, random)} ${Math.floor(random() * 1000)}`;
  const task = random();
  switch (kind) {
    case "add":
      return { kind, title: text(), project: random() };
    case "edit":
      return { kind, task, edit: randomEdit(random) };
    case "late edit":
      return { kind, task, edit: randomEdit(random), lateMs: Math.floor(random() * 100_000) };
    case "save page":
      return { kind, edit: randomEdit(random) };
    case "open page":
    case "delete":
    case "unlabel":
    case "remove comment":
    case "unblock":
      return { kind, task };
    case "move":
      return { kind, task, project: random() };
    case "label":
      return { kind, task, title: one(labels, random) };
    case "set labels":
      return { kind, task, titles: labels.filter(() => random() < 0.3) };
    case "rename label":
      return { kind, label: random(), title: `${one(labels, random)}${Math.floor(random() * 9)}` };
    case "delete label":
      return { kind, label: random() };
    case "comment":
    case "colleague comments":
    case "edit comment":
      return { kind, task, text: text() };
    case "block":
      return { kind, task, by: random() };
    case "assign":
      return { kind, task, wanted: random() < 0.6 };
    case "new project":
      return { kind, title: one(projects, random) };
    case "rename project":
      return { kind, project: random(), title: one(projects, random) };
    case "archive project":
      return { kind, project: random(), archived: random() < 0.4 };
    case "careless script":
      return { kind, task, title: text() };
    case "bulk script":
      return { kind, tasks: [random(), random()], priority: Math.floor(random() * 6) };
  }
}

const editFields: readonly Edit["field"][] = [
  ...["title", "title", "notes", "due", "due", "start", "end"] as const,
  ...["priority", "progress", "done", "done", "repeat"] as const,
];

function randomEdit(random: () => number): Edit {
  const field = one(editFields, random);
  switch (field) {
    case "title":
    case "notes":
      return { field, value: `${one(words, random)} ${Math.floor(random() * 1000)}` };
    case "due":
    case "start":
    case "end":
      return { field, value: random() < 0.2 ? null : Math.floor(random() * 30) };
    case "priority":
      return { field, value: Math.floor(random() * 6) };
    case "progress":
      return { field, value: Math.floor(random() * 11) / 10 };
    case "done":
      return { field, value: random() < 0.7 };
    case "repeat":
      return { field, value: random() < 0.4 ? 0 : 1 + Math.floor(random() * 14) };
  }
}

function one<T>(choices: readonly [T, ...T[]] | readonly T[], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] as T;
}
