import type { OwnAttribute } from "@/domain/field_rule.ts";
import { attributeFields, fields, recordOf } from "@/domain/fields.ts";
import { noPlaces } from "@/domain/field_places.ts";
import type { Uda } from "@/mapping/field_mapping.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { MissingUda, TaskrcRecord, Udas } from "@/ports/udas.ts";
import { type Installation, taskrcOf } from "@/adapters/taskwarrior/program/installation.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import { appendLines, linesIn, removeLines } from "@/adapters/taskwarrior/program/taskrc_lines.ts";

interface UdasOptions {
  readonly files: TaskFiles;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: KeptIn;
  readonly record: TaskrcRecord;
}

export function createUdas(
  { files, env, settings, record }: UdasOptions,
  installation: (signal: AbortSignal) => Promise<Installation>,
): Udas {
  async function missing(signal: AbortSignal): Promise<readonly MissingUda[]> {
    const { udas } = await installation(signal);
    return needed(settings).flatMap((uda): MissingUda[] => {
      const { name, keeps, type, isLeftOut, isOwn = false } = uda;
      const defined = Object.hasOwn(udas, name) ? udas[name] ?? "" : null;
      if (defined === type || (defined !== null && isOwn) || (defined !== null && !isLeftOut)) {
        return [];
      }
      const lines = definition(uda);
      return [{ name, keeps, lines: defined === null ? lines : [], otherType: defined, isLeftOut }];
    });
  }
  return {
    missing,
    async addMissing(signal) {
      const lines = (await missing(signal)).flatMap((uda) => uda.lines);
      const file = files.realPath(taskrcOf({ files, env }));
      if (lines.length > 0) appendLines(file, lines, record);
      return { file, lines: lines.length };
    },
    ownLines() {
      const additions = record.read();
      const current = taskrcOf({ files, env });
      const paths = files.stat(current) === null ? [] : [files.realPath(current)];
      const all = new Set([...paths, ...additions.map(({ file }) => file)]);
      return [...all].flatMap((file) => {
        const recorded = additions.filter((each) => each.file === file).flatMap(({ lines }) =>
          lines
        );
        const present = linesIn(file);
        return needed(settings).flatMap((uda) => {
          const lines = definition(uda).filter((line) => present.includes(line));
          const isRecorded = lines.every((line) => recorded.includes(line));
          return lines.length === 0 ? [] : [{ name: uda.name, file, lines, isRecorded }];
        });
      });
    },
    removeLines: (own) => removeLines(own, record),
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
/** What we keep in Taskwarrior, and where. */
export type KeptIn = Omit<TaskwarriorSettings, "tagRules">;

function definition({ name, type, label }: Needed): readonly string[] {
  return [`uda.${name}.type=${type}`, `uda.${name}.label=${label}`];
}

interface Needed extends Uda, Pick<MissingUda, "name" | "keeps" | "isLeftOut"> {
  /** The user's, of whatever type. */
  readonly isOwn?: true;
}

function needed(
  { attributes, link, places = noPlaces }: KeptIn,
): readonly Needed[] {
  const own = places.udas.map(({ attribute: name, title: label }): Needed => {
    return { name, label, keeps: name, type: "string", isLeftOut: true, isOwn: true };
  });
  const ofFields = attributeFields.flatMap((field) => {
    const name = attributes[field];
    const { mayLack }: OwnAttribute = fields[field].attribute;
    if (name === null) return [];
    const keeps = fields[field].name;
    return [{ name, keeps, isLeftOut: mayLack, ...fieldMappings[field].uda }];
  });
  const all = [...ofFields, ...own];
  return link.kind === "uda" ? [...all, { name: link.name, ...ofLink }] : all;
}

/** The types that all of them would have, by name. */
export function ownTypes(settings: KeptIn): Readonly<Record<string, string>> {
  return Object.fromEntries(needed(settings).map(({ name, type }) => [name, type]));
}

const ofLink = { type: "string", label: "Vikunja", keeps: "links", isLeftOut: false } as const;
