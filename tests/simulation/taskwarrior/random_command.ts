import type { Json } from "@/domain/json.ts";
import type { PersonCommand, Values } from "@tests/simulation/taskwarrior/person_command.ts";

export type Pick = <T>(from: readonly [T, ...T[]]) => T;

const titles = ["milk", "bread & butter", "Ä [x] ü", "a/b", "say: now", "x"] as const;
const dates = ["20270101T000000Z", "20280229T120000Z", "20200101T000000Z"] as const;
const tags = ["home", "work", "ü", "next"] as const;
const values: Readonly<Record<string, readonly [Json, ...Json[]]>> = {
  project: ["Home", "Home.Garden", null],
  priority: ["H", "M", null],
  due: [...dates, null],
  scheduled: [...dates, null],
  wait: [...dates, null],
  notes: ["some notes", "other", null],
};

/** Something that a person may type; `uuids`: of tasks that are there, or were. */
export function randomCommand(uuids: readonly string[], pick: Pick): PersonCommand {
  const [first, ...others] = uuids;
  if (first === undefined) return { kind: "add", set: someValues(pick) };
  const uuid = pick([first, ...others]);
  const other = pick([first, ...others]);
  const kind = pick([
    ...["add", "modify", "modify", "modify", "annotate", "annotate", "denotate"] as const,
    ...["done", "delete", "purge", "duplicate", "undo", "undo", "list", "script"] as const,
    ...["import", "script", "tags", "depends"] as const,
  ]);
  switch (kind) {
    case "add":
      return { kind, set: someValues(pick) };
    case "modify":
      return { kind, uuid, set: { ...someValues(pick) } };
    case "tags":
      return { kind: "modify", uuid, set: {}, addTags: [pick(tags)], removeTags: [pick(tags)] };
    case "depends":
      return other === uuid
        ? { kind: "list" }
        : { kind: "import", objects: [{ ...imported(uuid, pick), depends: [other] }] };
    case "annotate":
    case "denotate":
      return { kind, uuid, text: pick(["note", "other note", "third"]) };
    case "done":
    case "delete":
    case "purge":
    case "duplicate":
      return { kind, uuid };
    case "undo":
    case "list":
      return { kind };
    case "script":
      return { kind, uuid, set: { ...someValues(pick), ...statusOf(pick) } };
    case "import":
      return { kind, objects: [imported(uuid, pick), imported(other, pick)] };
  }
}

function someValues(pick: Pick): Values {
  const names = Object.keys(values).filter(() => pick([true, false, false]));
  const set = names.map((name) => [name, pick(values[name] ?? [null])] as const);
  return { ...Object.fromEntries(set), description: pick(titles) };
}

function statusOf(pick: Pick): Values {
  const status = pick(["pending", "completed", "deleted", null, null]);
  return status === null ? {} : { status };
}

/** A whole task, as a script makes it up. */
function imported(uuid: string, pick: Pick): Values & { readonly uuid: string } {
  const set = { ...someValues(pick), ...statusOf(pick) };
  const kept = Object.entries(set).filter(([, value]) => value !== null);
  const list = pick([["home"], ["ü", "work"], null]);
  const entry = pick(["20200101T000000Z", null]);
  return {
    uuid,
    ...Object.fromEntries(kept),
    ...list === null ? {} : { tags: list },
    ...entry === null ? {} : { entry },
    ...pick([true, false])
      ? { annotations: [{ entry: "20200102T000000Z", description: "n" }] }
      : {},
  };
}
