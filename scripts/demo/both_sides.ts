import type { ServerTask, TaskObject, World } from "@tests/support/world.ts";

/** Every task of both sides, side by side, one line each. */
export async function showBoth(world: World): Promise<string> {
  const ours = (await world.export()).filter((task) => task.status !== "deleted");
  const theirs = await world.serverTasks();
  const linked = new Map(
    ours.filter((task) => isSame(task, theirs)).map((task) => [linkOf(task), task]),
  );
  const rows = theirs.map((task) => [describe(linked.get(task.id)), describeServer(task)]);
  const alone = ours.filter((task) => linked.get(linkOf(task)) !== task);
  rows.push(...alone.map((task) => [describe(task), ""]));
  return table([["Taskwarrior", "Vikunja"], ...rows.map(([a = "", b = ""]) => [a, b])]);
}

/** A finished date of a repeating task keeps its note of the Vikunja task, which lives on. */
function isSame(task: TaskObject, theirs: readonly ServerTask[]): boolean {
  return theirs.some(({ id, done }) =>
    id === linkOf(task) && done === (task.status === "completed")
  );
}

function linkOf(task: TaskObject): number | null {
  const notes = (task["annotations"] ?? []) as readonly { readonly description: string }[];
  const link = notes.map(({ description }) => /^vikunja_id: (\d+)$/.exec(description)?.[1]);
  const id = link.find((found) => found !== undefined);
  return id === undefined ? null : Number(id);
}

function describe(task: TaskObject | undefined): string {
  if (task === undefined) return "";
  const tags = ((task["tags"] ?? []) as readonly string[]).map((tag) => `+${tag}`);
  const due = String(task["due"] ?? "").replace(/^(\d{4})(\d\d)(\d\d)T.*$/, "due $1-$2-$3");
  const priority = task["priority"] === undefined ? "" : `!${task["priority"]}`;
  const notes = task["notes"] === undefined ? "" : "has notes";
  const waits = waitsFor(((task["depends"] ?? []) as readonly string[]).length);
  return line(task.status === "completed", task.description, [
    priority,
    due,
    ...tags,
    notes,
    waits,
  ]);
}

function describeServer(task: ServerTask): string {
  const labels = (task["labels"] ?? []) as readonly { readonly title: string }[];
  const due = String(task["due_date"]).startsWith("0001")
    ? ""
    : `due ${String(task["due_date"]).slice(0, 10)}`;
  const priority = task["priority"] === 0 ? "" : `!${task["priority"]}`;
  const notes = task["description"] === "" ? "" : "has notes";
  const related = (task["related_tasks"] ?? {}) as Readonly<Record<string, readonly unknown[]>>;
  const waits = waitsFor(related["blocked"]?.length ?? 0);
  const tags = labels.map(({ title }) => `+${title}`).sort();
  return line(task.done, task.title, [priority, due, ...tags, notes, waits]);
}

function waitsFor(count: number): string {
  return count === 0 ? "" : `waits for ${count}`;
}

function line(done: boolean, title: string, details: readonly string[]): string {
  return [done ? "✓" : "·", title, ...details.filter((detail) => detail !== "")].join(" ");
}

function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left = ""]) => [...left].length));
  return rows.map(([left = "", right = ""]) =>
    `  ${left}${" ".repeat(width - [...left].length)}  │  ${right}`.trimEnd()
  ).join("\n");
}
