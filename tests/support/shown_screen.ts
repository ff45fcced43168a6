/** What stands on a terminal's screen after this was written to it: of what {@link createPainter} sends, all. */
export function screenAfter(written: string): readonly string[] {
  let lines: string[] = [];
  let row = 0;
  for (const part of written.split("\x1b[")) {
    const [, numbers = "", letter = "", text = ""] = /^([?\d;]*)([A-Za-z])(.*)$/s.exec(part) ?? [];
    if (letter === "J" && numbers === "2") [lines, row] = [[], 0];
    if (letter === "H") row = Number(numbers.split(";")[0] ?? 1) - 1;
    if (letter === "K") lines[row] = "";
    lines[row] = (lines[row] ?? "") + text;
  }
  return Array.from(lines, (line) => (line ?? "").trimEnd());
}
