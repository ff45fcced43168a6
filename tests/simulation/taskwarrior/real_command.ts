import type { Json, JsonObject } from "@/domain/json.ts";
import type { PersonCommand, Values } from "@tests/simulation/taskwarrior/person_command.ts";
import type { Taskwarrior } from "@tests/support/taskwarrior.ts";

/** Types a simulated person's command into a real `task`; its exit code. */
export async function runReally(tw: Taskwarrior, command: PersonCommand): Promise<number> {
  switch (command.kind) {
    case "import":
      return await importReally(tw, command.objects);
    case "script": {
      const [task] = await tw.export([command.uuid]);
      if (task === undefined) return 1;
      const { id: _, urgency: __, ...object } = { ...task, ...command.set };
      return await importReally(tw, [withoutNull(object)]);
    }
    case "list":
      await tw.run(["rc.recurrence.limit=1", "list"]);
      return 0;
    case "add":
    case "modify":
    case "annotate":
    case "denotate":
    case "done":
    case "delete":
    case "purge":
    case "duplicate":
    case "undo": {
      const { code } = await tw.run(["rc.bulk=0", ...wordsOf(command)]);
      return code;
    }
  }
}

async function importReally(tw: Taskwarrior, objects: readonly JsonObject[]): Promise<number> {
  const { code } = await tw.run(["rc.recurrence.confirmation=off", "import", "-"], {
    stdin: JSON.stringify(objects),
  });
  return code;
}

function withoutNull(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

type Typed = Exclude<PersonCommand, { readonly kind: "import" | "script" | "list" }>;

function wordsOf(command: Typed): readonly string[] {
  switch (command.kind) {
    case "add":
      return ["add", ...valuesAsWords(command.set)];
    case "modify": {
      const { addTags = [], removeTags = [] } = command;
      const tags = [...addTags.map((tag) => `+${tag}`), ...removeTags.map((tag) => `-${tag}`)];
      return [command.uuid, "modify", ...tags, ...valuesAsWords(command.set)];
    }
    case "annotate":
      return [command.uuid, "annotate", "--", command.text];
    case "denotate":
      return [command.uuid, "denotate", command.text];
    case "done":
    case "delete":
    case "purge":
    case "duplicate":
      return [command.uuid, command.kind];
    case "undo":
      return ["undo"];
  }
}

function valuesAsWords(set: Values): readonly string[] {
  const words = Object.entries(set).filter(([name]) => name !== "description").map(
    ([name, value]) => `${name}:${wordOf(value)}`,
  );
  const { description } = set;
  return description === undefined ? words : [...words, "--", String(description)];
}

function wordOf(value: Json): string {
  return Array.isArray(value) ? value.join(",") : value === null ? "" : String(value);
}

/** The same for a hook: without hooks of its own, quiet, whatever its exit code. */
export function shellOf({ program }: Taskwarrior, command: PersonCommand): string {
  const quiet = `'${program.path}' rc.hooks=off rc.verbose=nothing rc.bulk=0`;
  switch (command.kind) {
    case "import":
      return piped(JSON.stringify(command.objects), `${quiet} import -`);
    case "list":
      return `${quiet} rc.recurrence.limit=1 list >/dev/null 2>&1 || true;`;
    case "script":
      throw new Error("a script within another command is not tried");
    case "add":
    case "modify":
    case "annotate":
    case "denotate":
    case "done":
    case "delete":
    case "purge":
    case "duplicate":
    case "undo": {
      const words = wordsOf(command).map((word) => `'${word}'`).join(" ");
      return `${quiet} ${words} >/dev/null 2>&1 </dev/null || true;`;
    }
  }
}

function piped(text: string, command: string): string {
  return `printf '%s' '${text}' | ${command} >/dev/null 2>&1 || true;`;
}
