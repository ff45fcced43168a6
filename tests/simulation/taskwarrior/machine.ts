import type { Runtime } from "@/ports/runtime.ts";
import { createLineFile, type LineFile } from "@tests/simulation/taskwarrior/line_file.ts";
import {
  createMemoryDatabase,
  type MemoryDatabase,
} from "@tests/simulation/taskwarrior/memory_database.ts";
import { createMemoryFiles, type MemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";
import type { Hook } from "@tests/simulation/taskwarrior/hooks.ts";
import { type Line, type Schema, schemaOf } from "@tests/simulation/taskwarrior/schema.ts";
import type { CommandContext } from "@tests/simulation/taskwarrior/session.ts";

/** A machine with a Taskwarrior: its files, its configuration, its data. */
export interface Machine {
  readonly line: Line;
  readonly runtime: Runtime;
  readonly files: MemoryFiles;
  readonly database: MemoryDatabase;
  readonly folder: string;
  readonly taskrc: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly schema: Schema;
  readonly lines: LineFile;
  configure(name: string, value: string | null): void;
  setHook(hook: Hook | null): void;
  /** With the settings that a command line overrides. */
  contextWith(overrides: ReadonlyMap<string, string>): CommandContext;
}

export const folder = "/home/ann/.task";
export const taskrc = "/home/ann/.taskrc";
export const program = "/usr/bin/task";

export function createMachine(
  line: Line,
  runtime: Runtime,
  given: Readonly<Record<string, string>>,
): Machine {
  const settings = new Map(Object.entries(given));
  const files = createMemoryFiles(() => runtime.now().getTime());
  const database = createMemoryDatabase(files, folder);
  let hook: Hook | null = null;
  let schema = schemaOf(line, settings);
  let lines = createLineFile(schema);

  function writeConfiguration(): void {
    const all = [`data.location=${folder}`, ...[...settings].map((pair) => pair.join("="))];
    files.write(taskrc, `${all.join("\n")}\n`);
  }

  files.write(program, line);
  writeConfiguration();
  files.setExecutables(`${folder}/hooks`, []);
  if (line === "3") files.write(database.path, "0".repeat(64));
  else for (const name of ["pending", "undo"]) files.write(`${folder}/${name}.data`, "");
  return {
    line,
    runtime,
    files,
    database,
    folder,
    taskrc,
    settings,
    get schema() {
      return schema;
    },
    get lines() {
      return lines;
    },
    configure(name, value) {
      if (value === null) settings.delete(name);
      else settings.set(name, value);
      writeConfiguration();
      schema = schemaOf(line, settings);
      lines = createLineFile(schema);
    },
    setHook(next) {
      hook = next;
      files.setExecutables(`${folder}/hooks`, next === null ? [] : ["on-modify.ann"]);
    },
    contextWith(overrides) {
      const all = overrides.size === 0 ? settings : new Map([...settings, ...overrides]);
      return {
        schema,
        settings: all,
        hook: isOff(all.get("hooks")) ? null : hook,
        nowSeconds: () => Math.floor(runtime.now().getTime() / 1000),
        newUuid: () => runtime.uuid(),
      };
    },
  };
}

function isOff(value: string | undefined): boolean {
  return value !== undefined && /^(0|n|no|off|false)$/i.test(value);
}
