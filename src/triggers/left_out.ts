import type { PairContext, Representation } from "@/domain/representation.ts";
import type { Reading, Side } from "@/domain/task.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Readings } from "@/triggers/looks.ts";

/** Of each kind, told in one run. */
const maxTold = 10;

const dates = [["dueAt", "due date"], ["scheduledAt", "start date"]] as const;

/** Dates of Vikunja that Taskwarrior cannot hold: they stay where they are, and somebody must know. */
export function datesOutOfRange(
  readings: readonly Reading[],
  { express }: Pick<Representation, "express">,
  context: Omit<PairContext, "vikunjaId">,
): readonly string[] {
  const told = readings.flatMap((reading) => {
    if (reading.kind !== "present") return [];
    const { id, task } = reading;
    return dates.flatMap(([field, name]) => {
      const value = task[field];
      const pair = { ...context, vikunjaId: Number(id) };
      if (value === null || express(field, value, "taskwarrior", null, pair) !== null) return [];
      const which = `#${id} ${JSON.stringify(task.title)}`;
      return [`${which}: Taskwarrior cannot hold its ${name} ${value}; it stays in Vikunja only`];
    });
  });
  return shortened(told);
}

/** Tasks that Taskwarrior showed and that are out of reach in Vikunja: their edits wait there. */
export function leftAlone(
  readings: Readings["taskwarrior"],
  log: Pick<LogReader, "presenceOf">,
): readonly string[] {
  const told = readings.flatMap((reading) => {
    if (reading.kind !== "present" || log.presenceOf(reading.id, "vikunja") !== "withdrawn") {
      return [];
    }
    const title = JSON.stringify(reading.task.title);
    return [
      `${title} is left alone: its project in Vikunja is archived or not shared any more; ` +
      "its edits go over when it is back",
    ];
  });
  return shortened(told);
}

/** Tasks that went from one side without having been deleted there: a person decides, and nothing is done until then. */
export function undecided(
  log: Pick<LogReader, "presenceOf"> & Pick<LogQueries, "conflictList">,
): readonly string[] {
  const open = log.conflictList().filter(({ because, task, kept, lost }) =>
    because === "missing" && log.presenceOf(task, lost.side) === "missing" &&
    log.presenceOf(task, kept.side) === "present"
  );
  return shortened(
    open.map(({ id, title, kept, lost }) =>
      `${JSON.stringify(title)} is gone from ${
        sideNames[lost.side]
      } without having been deleted, and was ` +
      `left in ${sideNames[kept.side]}: \`conflicts pick ${id} ${kept.side}\` brings it back, ` +
      `\`conflicts pick ${id} ${lost.side}\` deletes it`
    ),
  );
}

const sideNames: Readonly<Record<Side, string>> = {
  taskwarrior: "Taskwarrior",
  vikunja: "Vikunja",
};

function shortened(told: readonly string[]): readonly string[] {
  const more = told.length - maxTold;
  return more > 0 ? [...told.slice(0, maxTold), `and ${more} more like that`] : told;
}
