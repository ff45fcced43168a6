import { dirname } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
import type { OwnLines, TaskrcAddition, TaskrcRecord } from "@/ports/udas.ts";
import { files as system } from "@system/files.ts";

/** Lines that are there are not added again. What is added is recorded before it is. */
export function appendLines(file: string, lines: readonly string[], record: TaskrcRecord): void {
  const text = system.readText(file);
  const present = new Set(text.split("\n").map((line) => line.trim()));
  const added = lines.filter((line) => !present.has(line));
  if (added.length === 0) return;
  const isGapOurs = text !== "" && !text.endsWith("\n");
  record.keep([...record.read(), { file, lines: added, isGapOurs }]);
  putInPlace(file, `${text}${isGapOurs ? "\n" : ""}${added.join("\n")}\n`);
}

/** None where there is no such file. */
export function linesIn(file: string): readonly string[] {
  return ifThere(() => system.readText(file))?.split("\n") ?? [];
}

/** What a person has added or moved meanwhile stays as it is. */
export function removeLines(own: readonly OwnLines[], record: TaskrcRecord): void {
  for (const [file, of] of Map.groupBy(own, (each) => each.file)) {
    const gone = new Set(of.flatMap(({ lines }) => lines));
    const additions = record.read();
    const left = additions.flatMap((each) => each.file === file ? without(each, gone) : [each]);
    const isGapOurs = additions.some((each) => each.file === file && each.isGapOurs) &&
      !left.some((each) => each.file === file);
    const text = ifThere(() => system.readText(file));
    if (text !== null) {
      const lines = text.split("\n");
      const kept = lines.filter((line) => !gone.has(line));
      const endedWithOurs = gone.has(lines.at(-2) ?? "") && lines.at(-1) === "";
      const wasCut = isGapOurs && endedWithOurs && kept.at(-1) === "";
      const next = (wasCut ? kept.slice(0, -1) : kept).join("\n");
      if (next !== text) putInPlace(file, next);
    }
    record.keep(left);
  }
}

function without(
  addition: TaskrcAddition,
  gone: ReadonlySet<string>,
): readonly TaskrcAddition[] {
  const lines = addition.lines.filter((line) => !gone.has(line));
  return lines.length === 0 ? [] : [{ ...addition, lines }];
}

/** By a new file: a crash leaves the old one. */
function putInPlace(file: string, text: string): void {
  const draft = system.makeTempFile(".taskrc-", dirname(file));
  try {
    system.write(draft, text);
    const mode = system.facts(file)?.mode ?? 0;
    if (mode !== 0) system.changeMode(draft, mode & 0o7777);
    system.rename(draft, file);
  } catch (error) {
    system.remove(draft);
    throw error;
  }
}
