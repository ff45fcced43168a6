import { dirname } from "node:path";
import type { OwnAttribute } from "@/domain/field_rule.ts";
import { attributeFields, fields, recordOf } from "@/domain/fields.ts";
import type { Uda } from "@/mapping/field_mapping.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { MissingUda, Udas } from "@/ports/udas.ts";
import { type Installation, taskrcOf } from "@/adapters/taskwarrior/installation.ts";
import { files as system } from "@system/files.ts";
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
  async function missing(signal: AbortSignal): Promise<readonly MissingUda[]> {
    const { udas } = await installation(signal);
    return needed(settings).flatMap((uda): MissingUda[] => {
      const { name, keeps, label, type, isLeftOut } = uda;
      const defined = Object.hasOwn(udas, name) ? udas[name] ?? "" : null;
      if (defined === type || (defined !== null && !isLeftOut)) return [];
      const lines = [`uda.${name}.type=${type}`, `uda.${name}.label=${label}`];
      return [{ name, keeps, lines: defined === null ? lines : [], otherType: defined, isLeftOut }];
    });
  }
  return {
    missing,
    async addMissing(signal) {
      const lines = (await missing(signal)).flatMap((uda) => uda.lines);
      const file = files.realPath(taskrcOf({ files, env }));
      if (lines.length > 0) appendLines(file, lines);
      return { file, lines: lines.length };
    },
  };
}

/**
 * The names with which the user's configuration agrees: what may be left out is, unless it is defined, and of the
 * right type. Defined later, a text would be read as another date or number than it was written as.
 */
export function keptAttributes(attributes: Attributes, { udas }: Installation): Attributes {
  return recordOf(attributeFields, (field) => {
    const name = attributes[field];
    const { mayLack }: OwnAttribute = fields[field].attribute;
    const isThere = name !== null && Object.hasOwn(udas, name) &&
      udas[name] === fieldMappings[field].uda.type;
    return mayLack && !isThere ? null : name;
  });
}

type Attributes = TaskwarriorSettings["attributes"];

interface Needed extends Uda, Pick<MissingUda, "name" | "keeps" | "isLeftOut"> {}

function needed({ attributes, link }: UdasOptions["settings"]): readonly Needed[] {
  const ofFields = attributeFields.flatMap((field) => {
    const name = attributes[field];
    const { mayLack }: OwnAttribute = fields[field].attribute;
    if (name === null) return [];
    const keeps = fields[field].name;
    return [{ name, keeps, isLeftOut: mayLack, ...fieldMappings[field].uda }];
  });
  return link.kind === "uda" ? [...ofFields, { name: link.name, ...ofLink }] : ofFields;
}

const ofLink = { type: "string", label: "Vikunja", keeps: "links", isLeftOut: false } as const;

/** By a new file in its place: a crash leaves the old one. Lines that are there are not added again. */
function appendLines(file: string, lines: readonly string[]): void {
  const text = system.readText(file);
  const present = new Set(text.split("\n").map((line) => line.trim()));
  const added = lines.filter((line) => !present.has(line));
  if (added.length === 0) return;
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  const draft = system.makeTempFile(".taskrc-", dirname(file));
  try {
    system.write(draft, `${text}${gap}${added.join("\n")}\n`);
    const mode = system.facts(file)?.mode ?? 0;
    if (mode !== 0) system.changeMode(draft, mode & 0o7777);
    system.rename(draft, file);
  } catch (error) {
    system.remove(draft);
    throw error;
  }
}
