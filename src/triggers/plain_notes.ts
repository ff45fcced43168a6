import { type Side, sides } from "@/domain/task.ts";
import type { Readings } from "@/triggers/looks.ts";

/** Of each side, told in one run. */
const maxTold = 10;

const elsewhere: Readonly<Record<Side, string>> = {
  taskwarrior: "Vikunja",
  vikunja: "Taskwarrior",
};

/** Whether of these notes only the text goes over to the other side, without its formatting. */
export type LosesFormatting = (notes: string, from: Side) => boolean;

/** Notes whose formatting is too much to be worked on: their text goes over, and somebody must know. */
export function plainNotes(
  readings: Readings,
  losesFormatting: LosesFormatting,
): readonly string[] {
  return sides.flatMap((side) => {
    const told = readings[side].flatMap((reading) => {
      if (reading.kind !== "present" || !losesFormatting(reading.task.notes, side)) return [];
      const which = `${side === "vikunja" ? `#${reading.id} ` : ""}${
        JSON.stringify(reading.task.title)
      }`;
      return [
        `${which}: its notes are too large or too intricate for their formatting; ` +
        `${elsewhere[side]} shows their text only`,
      ];
    });
    const more = told.length - maxTold;
    return more > 0 ? [...told.slice(0, maxTold), `and ${more} more like that`] : told;
  });
}
