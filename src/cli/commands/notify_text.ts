import type { Output } from "@/cli/output.ts";
import { escapeJson } from "@/words/escape.ts";
import type { Taken } from "@/ports/notice_sets.ts";

/** Shows items as they came; one that may have been printed before says so. */
export function newLines(set: string, output: Output): (taken: readonly Taken[]) => void {
  return (taken) =>
    output.result(
      {
        set,
        items: taken.map(({ line, isChange, isRepeated }) => ({
          item: JSON.parse(line),
          changed: isChange,
          repeated: isRepeated,
        })),
      },
      () => taken.map((item) => escapeJson(printedLine(item))),
    );
}

function printedLine({ line, isRepeated }: Taken): string {
  return isRepeated ? `${line.trimEnd().slice(0, -1)},"repeated":true}` : line;
}
