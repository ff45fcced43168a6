import { dirname } from "node:path";
import { attributeFields } from "@/domain/fields.ts";
import type { Uda } from "@/mapping/field_mapping.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { Udas } from "@/ports/udas.ts";
import { type Installation, taskrcOf } from "@/adapters/taskwarrior/installation.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/task_files.ts";

interface UdasOptions {
  readonly files: TaskFiles;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: Omit<TaskwarriorSettings, "tagRules">;
}

export function createUdas(
  { files, env, settings }: UdasOptions,
  installation: (signal: AbortSignal) => Promise<Installation>,
): Udas {
  async function missingLines(signal: AbortSignal): Promise<readonly string[]> {
    const { udas } = await installation(signal);
    return needed(settings).flatMap(({ name, label, type }) =>
      name in udas ? [] : [`uda.${name}.type=${type}`, `uda.${name}.label=${label}`]
    );
  }
  return {
    missingLines,
    async addMissing(signal) {
      const lines = await missingLines(signal);
      const file = files.realPath(taskrcOf({ files, env }));
      if (lines.length > 0) appendLines(file, lines);
      return { file, lines: lines.length };
    },
  };
}

interface Named extends Uda {
  readonly name: string;
}

function needed({ attributes, link }: UdasOptions["settings"]): readonly Named[] {
  const ofFields = attributeFields.flatMap((field) => {
    const name = attributes[field];
    return name === null ? [] : [{ name, ...fieldMappings[field].uda }];
  });
  const ofLink = link.kind === "uda" ? [{ name: link.name, ...linkUda }] : [];
  return [...ofFields, ...ofLink];
}

const linkUda: Uda = { type: "string", label: "Vikunja" };

/** By a new file in its place: a crash leaves the old one. Lines that are there are not added again. */
function appendLines(file: string, lines: readonly string[]): void {
  const text = Deno.readTextFileSync(file);
  const present = new Set(text.split("\n").map((line) => line.trim()));
  const added = lines.filter((line) => !present.has(line));
  if (added.length === 0) return;
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  const draft = Deno.makeTempFileSync({ dir: dirname(file), prefix: ".taskrc-" });
  try {
    Deno.writeTextFileSync(draft, `${text}${gap}${added.join("\n")}\n`);
    const { mode } = Deno.statSync(file);
    if (mode !== null) Deno.chmodSync(draft, mode & 0o7777);
    Deno.renameSync(draft, file);
  } catch (error) {
    Deno.removeSync(draft);
    throw error;
  }
}
