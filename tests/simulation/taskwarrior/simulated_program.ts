import type { JsonObject } from "@/domain/json.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { takes } from "@tests/simulation/takes.ts";
import type { TaskProgram, TaskRun } from "@/adapters/taskwarrior/program/program.ts";
import { startCommand, startReading } from "@tests/simulation/taskwarrior/commands.ts";
import { type Machine, program } from "@tests/simulation/taskwarrior/machine.ts";
import type { CommandResult } from "@tests/simulation/taskwarrior/person_command.ts";
import type { RunningCommand } from "@tests/simulation/taskwarrior/running_command.ts";
import type { Schema, StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import { isTakenBy } from "@tests/simulation/taskwarrior/filter.ts";
import { membersOf, objectOf } from "@tests/simulation/taskwarrior/show_object.ts";

/** How long commands take, by chance. */
export interface Pace {
  /** From its start to its first look at the data, ms. */
  start(): number;
  /** Between its look at the data and its first write, ms: hooks run then, or an editor is open. */
  work(): number;
  /** Between two of its writes, ms; 0: none. */
  step(): number;
}

export interface SimulatedProgram extends TaskProgram {
  /** All that run now end as by SIGKILL. */
  kill(): void;
}

const encoder = new TextEncoder();
const versions = { "2": "2.6.2", "3": "3.5.0" } as const;

/** `task`, as far as this program calls it. */
export function simulatedProgram(machine: Machine, pace: Pace): SimulatedProgram {
  const running = new Set<RunningCommand>();
  return {
    path: program,
    async run(args, { stdin = "", signal }) {
      signal?.throwIfAborted();
      const { command, stdout } = begun(args, stdin, machine);
      running.add(command);
      try {
        const limits = signal ?? null;
        await takes(machine.runtime, pace.start(), limits);
        await carryOut(command, machine.runtime, pace, limits);
        return runOf(command.result, stdout());
      } catch (error) {
        command.kill();
        throw error;
      } finally {
        running.delete(command);
      }
    },
    kill() {
      for (const command of running) command.kill();
    },
  };
}

/** Step by step, with time between. */
export async function carryOut(
  command: RunningCommand,
  runtime: Runtime,
  pace: Pace,
  signal: AbortSignal | null,
): Promise<void> {
  for (let ms = pace.work(); command.step(); ms = pace.step()) {
    if (ms > 0) await takes(runtime, ms, signal);
  }
}

interface Begun {
  readonly command: RunningCommand;
  /** Once it is over. */
  readonly stdout: () => string;
}

function begun(args: readonly string[], stdin: string, machine: Machine): Begun {
  const overrides = new Map<string, string>();
  const words: string[] = [];
  for (const arg of args) {
    const override = /^rc\.([^=:]+)[=:](.*)$/s.exec(arg);
    if (override === null) words.push(arg);
    else overrides.set(override[1] ?? "", override[2] ?? "");
  }
  if (words.at(-1) === "export") return exporting(words.slice(0, -1), machine);
  if (words[0] === "_uuids") return taking(words.slice(1), machine);
  switch (words.join(" ")) {
    case "--version":
      return saying(versions[machine.line], machine);
    case "_show":
      return saying(settingsOf(machine), machine);
    case "import -": {
      const command = startCommand(
        { kind: "import", objects: objectsIn(stdin) },
        machine,
        { overrides },
      );
      return { command, stdout: () => "" };
    }
  }
  throw new Error(`not simulated: task ${words.join(" ")}`);
}

function taking(filter: readonly string[], machine: Machine): Begun {
  let output = "";
  const command = startReading(machine, (tasks) => {
    output = tasks.map((task) => objectOf(task, machine.schema))
      .flatMap((task) => isTakenBy(filter, task) ? [task.uuid] : []).join(" ");
  });
  return { command, stdout: () => `${output}\n` };
}

function objectsIn(stdin: string): readonly JsonObject[] {
  const objects: unknown = JSON.parse(stdin);
  if (!Array.isArray(objects)) throw new Error(`not simulated: an import of ${stdin}`);
  return objects;
}

function saying(text: string, machine: Machine): Begun {
  return { command: startReading(machine, () => {}), stdout: () => `${text}\n` };
}

function settingsOf({ settings, folder }: Machine): string {
  const all = [["data.location", folder], ...settings];
  return all.map(([name, value]) => `${name}=${value}`).join("\n");
}

function exporting(filter: readonly string[], machine: Machine): Begun {
  const uuids = filter.flatMap((word) => word.startsWith("uuid:") ? [word.slice(5)] : []);
  let output = "";
  const command = startReading(machine, (tasks) => {
    const wanted = tasks.filter((task) =>
      filter.length === 0 || uuids.includes(task.get("uuid") ?? "")
    );
    output = exported(wanted, machine.schema);
  });
  return { command, stdout: () => output };
}

export function exported(tasks: readonly StoredTask[], schema: Schema): string {
  const lines = tasks.map((task) => `{${membersOf(task, schema)},"urgency":0}`);
  return lines.length === 0 ? "[\n]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function runOf(result: CommandResult | null, stdout: string): TaskRun {
  if (result === null) throw new Error("a command has no end");
  const { code, said, isKilled } = result;
  const isCrash = code === 139;
  return {
    code,
    killedBy: isKilled ? "SIGKILL" : isCrash ? "SIGSEGV" : null,
    stdout: encoder.encode(isKilled || isCrash ? "" : stdout),
    stderr: said === "" ? "" : `${said}\n`,
  };
}
