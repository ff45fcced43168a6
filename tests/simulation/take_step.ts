import { clashSteps } from "@tests/simulation/clash.ts";
import type { CommandStep } from "@tests/simulation/command_steps.ts";
import { betweenWrites, randomPace } from "@tests/simulation/pace.ts";
import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import type { Step, TerminalEdit, TerminalStep } from "@tests/simulation/steps.ts";
import type { Doing } from "@tests/simulation/oracles/edits.ts";
import type { ShownField } from "@tests/simulation/oracles/shown_task.ts";
import { unheard } from "@tests/simulation/vikunja/person_steps.ts";
import { meetTrouble } from "@tests/simulation/troubles.ts";
import type { World } from "@tests/simulation/world.ts";

/** Carries out one step; what takes time goes on beside what comes after. */
export function takeStep(world: World, step: Step): void {
  switch (step.on) {
    case "vikunja":
      return atThePage(world, step.step);
    case "taskwarrior":
      return atTheTerminal(world, step.step, step.isSlow);
    case "claims":
      return world.agents.take(world, step.step);
    case "command":
      return run(world, step.step);
    case "trouble":
      return meetTrouble(world, step.step);
    case "hosts":
      return world.hosts?.meet(step.step);
    case "both sides":
      for (const each of clashSteps(world, step.step)) takeStep(world, each);
  }
}

function run({ program, tell }: World, step: CommandStep): void {
  tell(`runs \`${step.kind}\``);
  switch (step.kind) {
    case "sync":
      return void program.sync({ full: step.full });
    case "retry now":
      return void program.retryNow();
    case "held":
      return void program.answerHeld(step.answer);
    case "select":
      return void program.select(step.selection);
    case "pick":
      return void program.pick(step.conflict, step.side);
    case "rule":
      return void program.rule(step.rules);
    case "notify check":
      return void program.notifyCheck(step.fate);
    case "undo":
    case "redo":
    case "restore":
      return void program.takeBack(step);
  }
}

function atThePage(world: World, step: Extract<Step, { on: "vikunja" }>["step"]): void {
  const { vikunja } = world.machine;
  // All that it writes but the one field is what the page showed when it was opened.
  const meant = step.kind === "save page" ? { id: "", fields: [] } : "all";
  const doing = { because: step.kind, meant } as const;
  const isEmptyList = step.kind === "set labels" && step.titles.length === 0;
  if (unheard.has(step.kind) || isEmptyList) world.isDeaf = true;
  const done = world.acting("vikunja", doing, () => vikunja.person.take(step));
  if (done !== null) world.tell(done);
}

/** An import goes by what was read so long before, at most. */
const readMs = 200;

function atTheTerminal(world: World, step: TerminalStep, isSlow: boolean): void {
  const command = commandFor(world, step);
  if (command === null) return;
  const { taskwarrior } = world.machine;
  const undone = command.kind === "undo" ? taskwarrior.nextUndo() : null;
  const beganMs = world.time.nowMs();
  const running = taskwarrior.person.begin(command);
  if ("uuid" in command && "set" in command && command.set["description"] !== undefined) {
    world.called.push({ uuid: command.uuid, title: String(command.set["description"]) });
  }
  if (isSlow && world.line === "2") world.isDeaf = true;
  const words = `\`task ${command.kind}\` ${describe(world, command)}`;
  world.tell(isSlow ? `begins ${words}` : words);
  const { commands } = world;
  const begun = ++commands.begun;
  // Two that overlapped may both have recorded the same: taking back the later one takes back nothing by itself.
  const isAfterOverlap = command.kind === "undo" && commands.overlapped;
  const isBesideOthers = commands.running > 0;
  if (command.kind !== "undo") commands.overlapped = commands.running > 0;
  commands.running++;
  if (command.kind === "undo") commands.undoing++;
  // What 2.6 takes back while others write is anybody's guess: it takes no locks.
  const isAlone = () => commands.running === 1 && commands.begun === begun;
  const meant = (): Doing["meant"] => {
    if (command.kind !== "undo") return meantBy(command);
    if (isAfterOverlap || !isAlone()) return nothing;
    return undone === null ? "all" : { id: undone, fields: "any" };
  };
  const end = () => {
    world.fairness.ended(isAlone() && !isBesideOthers && command.kind !== "undo");
    commands.running--;
    const isUnguarded = command.kind === "undo"
      ? taskwarrior.writes.hasWrittenSince(beganMs)
      // One that was destroyed by an undo of 2.6's, which writes all files from what it had read, and its record with it.
      : world.line === "2" && (commands.undoing > 0 || commands.lastUndoMs >= beganMs);
    if (isUnguarded) world.failed(words, beganMs);
    if (command.kind === "undo") {
      world.time.runtime.after(readMs, () => {
        if (taskwarrior.writes.hasImportedSince(beganMs)) world.failed(words, beganMs);
      });
    }
    if (command.kind === "undo") {
      commands.undoing--;
      commands.lastUndoMs = world.time.nowMs();
      if (world.line === "2" && (isBesideOthers || commands.begun !== begun)) {
        commands.crossedUndoes.push({ fromMs: beganMs, untilMs: world.time.nowMs() });
      }
    }
    const result = running.result;
    if (result === null || result.code === 0) return;
    world.tell(`${words} fails: ${result.said}`);
    world.failed(words, beganMs);
  };
  const go = () => {
    const isOn = world.acting(
      "taskwarrior",
      { because: words, meant: meant() },
      () => running.step(),
    );
    if (!isOn) return end();
    world.time.runtime.after(betweenWrites(world.chance), go);
  };
  world.time.runtime.after(isSlow ? randomPace(world.chance) : 1, go);
}

const fieldOf: Readonly<Record<string, ShownField>> = {
  description: "title",
  notes: "notes",
  project: "project",
  priority: "priority",
  due: "due",
  scheduled: "start",
};

const nothing: Doing["meant"] = { id: "", fields: [] };

function meantBy(command: PersonCommand): Doing["meant"] {
  switch (command.kind) {
    case "modify":
    case "script":
      return {
        id: command.uuid,
        fields: [
          ...Object.keys(command.set).flatMap((name) => fieldOf[name] ?? []),
          ...(tagsOf(command).length > 0 ? ["labels" as const] : []),
        ],
        elements: tagsOf(command),
      };
    case "annotate":
    case "denotate":
      return { id: command.uuid, fields: ["comments"], elements: [command.text] };
    case "done":
      return { id: command.uuid, fields: ["done"] };
    case "delete":
    case "purge":
      return { id: command.uuid, fields: "gone" };
    case "add":
    case "duplicate":
    case "list":
      return nothing;
    case "undo":
    case "import":
      return "all";
  }
}

function tagsOf(command: PersonCommand): readonly string[] {
  if (command.kind !== "modify") return [];
  return [...command.addTags ?? [], ...command.removeTags ?? []];
}

function describe(world: World, command: PersonCommand): string {
  if (!("uuid" in command)) return "";
  const title = world.shown("taskwarrior").get(command.uuid ?? "")?.title ?? "";
  const change = "set" in command ? ` ${JSON.stringify(command.set)}` : "";
  const tags = command.kind === "modify"
    ? [
      ...(command.addTags ?? []).map((tag) => `+${tag}`),
      ...(command.removeTags ?? []).map((tag) => `-${tag}`),
    ]
    : [];
  return `«${title}»${change}${tags.length === 0 ? "" : ` ${tags.join(" ")}`}`;
}

function commandFor(world: World, step: TerminalStep): PersonCommand | null {
  const shown = [...world.shown("taskwarrior")];
  const at = (place: number) => shown[Math.floor(place * shown.length)] ?? null;
  if (step.kind === "add") {
    const project = step.project === null ? {} : { project: step.project };
    return { kind: "add", set: { description: step.title, ...project } };
  }
  if (step.kind === "undo") return { kind: "undo" };
  const found = at(step.task);
  if (found === null) return null;
  const [uuid, task] = found;
  switch (step.kind) {
    case "modify":
      return { kind: "modify", uuid, set: valuesOf(world, step.edit) };
    case "script":
      return { kind: "script", uuid, set: valuesOf(world, step.edit) };
    case "tag":
      return step.wanted
        ? { kind: "modify", uuid, set: {}, addTags: [step.tag] }
        : { kind: "modify", uuid, set: {}, removeTags: [step.tag] };
    case "annotate":
      return { kind: "annotate", uuid, text: step.text };
    case "denotate": {
      const text = task.comments[0];
      return text === undefined ? null : { kind: "denotate", uuid, text };
    }
    case "done":
    case "delete":
    case "duplicate":
      return { kind: step.kind, uuid };
    case "depend": {
      const other = at(step.on);
      return other === null || other[0] === uuid
        ? null
        : { kind: "modify", uuid, set: { depends: [other[0]] } };
    }
  }
}

function valuesOf(world: World, { attribute, value }: TerminalEdit): Record<string, string | null> {
  if (typeof value !== "number") return { [attribute]: value };
  const day = new Date(world.time.runtime.now().getTime() + value * 86_400_000);
  return { [attribute]: day.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "") };
}
