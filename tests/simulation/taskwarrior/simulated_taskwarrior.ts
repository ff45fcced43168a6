import type { Runtime } from "@/ports/runtime.ts";
import { takes } from "@tests/simulation/takes.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import { readTasks, startCommand } from "@tests/simulation/taskwarrior/commands.ts";
import type { Hook } from "@tests/simulation/taskwarrior/hooks.ts";
import { createMachine, folder, taskrc } from "@tests/simulation/taskwarrior/machine.ts";
import type { Content3 } from "@tests/simulation/taskwarrior/memory_database.ts";
import type { FolderCopy, MemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";
import type { CommandResult, PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import type { RunningCommand } from "@tests/simulation/taskwarrior/running_command.ts";
import type { Line } from "@tests/simulation/taskwarrior/schema.ts";
import {
  type ProgramWrites,
  recordProgramWrites,
} from "@tests/simulation/taskwarrior/program_writes.ts";
import { objectOf } from "@tests/simulation/taskwarrior/show_object.ts";
import {
  carryOut,
  type Pace,
  simulatedProgram,
} from "@tests/simulation/taskwarrior/simulated_program.ts";

export interface SimulationOptions {
  readonly line: Line;
  /** Of the machine it is on: its clock may be off. */
  readonly runtime: Runtime;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Lines of its taskrc. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told at the end of each command of a person's or a script's, where our own hook would run. */
  readonly onExit?: () => void;
  readonly pace?: Pace;
  /** No command takes long to decide what to write. */
  readonly isPrompt?: boolean;
}

/** All data, to be put back later. */
export interface Backup {
  readonly folder: FolderCopy;
  readonly content: Content3;
}

export interface Person {
  /** Has read what it goes by; nothing is written yet. */
  begin(command: PersonCommand): RunningCommand;
  /** At once. */
  run(command: PersonCommand): CommandResult;
  /** In simulated time, so that others come between. */
  take(command: PersonCommand): Promise<CommandResult>;
}

export interface SimulatedTaskwarrior {
  readonly ports: TaskwarriorPorts;
  /** For `createTaskwarrior`. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly files: MemoryFiles;
  readonly person: Person;
  readonly writes: ProgramWrites;
  /** Whose change `task undo` of 2.6 would take back now; `null`: nobody's, or this is 3. */
  nextUndo(): string | null;
  /** What an export would show now, by UUID; without ID and urgency. */
  tasks(): readonly TaskObject[];
  backup(): Backup;
  /** `inPlace`: the files are written over; else others are put in their place. */
  restore(backup: Backup, how?: { readonly inPlace: boolean }): void;
  configure(name: string, value: string | null): void;
  setHook(hook: Hook | null): void;
  /** Somebody else holds the locks until it is disposed of. */
  hold(): Disposable;
  /** The disk has room for so many bytes more. */
  setRoom(bytes: number): void;
  /** Another one of the same version and settings, with no task and no hook. */
  fresh(): SimulatedTaskwarrior;
  /** SIGKILL for every `task` that this program has running. */
  killTasks(): void;
}

export function createSimulatedTaskwarrior(options: SimulationOptions): SimulatedTaskwarrior {
  const { line, runtime, random, onExit = () => {} } = options;
  const machine = createMachine(line, runtime, options.settings ?? {});
  const { files, database } = machine;
  const pace = options.pace ?? paceOf(line, random, options.isPrompt);
  const program = simulatedProgram(machine, pace);
  const start = (command: PersonCommand) => startCommand(command, machine, { onEnd: onExit });
  return {
    ports: { program, files, database: () => database },
    env: { HOME: "/home/ann", TASKRC: taskrc, TASKDATA: folder, PATH: "/usr/bin" },
    folder,
    files,
    person: {
      begin(command) {
        const running = start(command);
        running.step();
        return running;
      },
      run: (command) => start(command).end(),
      async take(command) {
        const running = start(command);
        await takes(runtime, pace.start());
        await carryOut(running, runtime, pace, null);
        return running.end();
      },
    },
    writes: recordProgramWrites(runtime),
    nextUndo() {
      if (line === "3") return null;
      const undo = files.text(`${folder}/undo.data`);
      const [, uuid] = /^new .* uuid:"([^"]+)"/m.exec(undo.slice(undo.lastIndexOf("\nnew "))) ?? [];
      return uuid ?? null;
    },
    tasks: () =>
      readTasks(machine).map((task) => objectOf(task, machine.schema))
        .sort((a, b) => a.uuid < b.uuid ? -1 : 1),
    backup: () => ({ folder: files.copyOf(folder), content: database.content }),
    restore(backup, how = { inPlace: true }) {
      files.putBack(folder, backup.folder, how);
      database.replace(backup.content);
    },
    configure: (name, value) => machine.configure(name, value),
    setHook: (hook) => machine.setHook(hook),
    hold() {
      files.isHeld = true;
      return { [Symbol.dispose]: () => void (files.isHeld = false) };
    },
    setRoom: (bytes) => void (files.roomBytes = bytes),
    fresh: () => createSimulatedTaskwarrior({ ...options, onExit: () => {} }),
    killTasks: () => program.kill(),
  };
}

/** As recorded; now and then one that takes long to decide what to write. */
function paceOf(line: Line, random: () => number, isPrompt = false): Pace {
  return {
    start: () => 3 + random() * 12,
    work: () => !isPrompt && random() < 0.05 ? 100 + random() * 3_000 : random() * 10,
    step: () => line === "3" ? 1 + random() * 20 : random() < 0.5 ? 0 : random() * 4,
  };
}
