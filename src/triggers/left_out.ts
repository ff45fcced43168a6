import { sideNames } from "@/domain/task.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** Of each kind, told in one run. */
const maxTold = 10;

type Log = Pick<LogQueries, "conflictList" | "leftOutList" | "deadLetterList">;

/** What one side has and the other does not, until somebody does something about it; not what a person lets rest. */
export function notCarriedOver(log: Pick<Log, "leftOutList">): readonly string[] {
  return shortened(
    log.leftOutList().filter(({ isAccepted }) => !isAccepted).map(({ title, side, parts }) => {
      const reasons = [...Map.groupBy(parts, ({ why }) => why)].map(([why, of]) =>
        `${of.map(({ what }) => what).join(", ")}: ${why}`
      );
      return `${JSON.stringify(title)} did not get to ${sideNames[side]} whole: ${
        reasons.join("; ")
      }`;
    }),
  );
}

/** Edits of what only somebody else may change: kept as conflicts. */
export function notTaken(log: Pick<Log, "conflictList">): readonly string[] {
  const open = log.conflictList().filter(({ because }) => because === "refused");
  return shortened(open.map(({ id, title, kept, lost }) => {
    const rest = `\`conflicts pick ${id} ${kept.side}\` lets it rest`;
    return lost.value === null
      ? `${JSON.stringify(title)}: a comment of somebody else was removed here and stays: ${rest}`
      : `${JSON.stringify(title)}: an edit of somebody else's comment was not taken and is kept: ` +
        `\`conflicts pick ${id} ${lost.side}\` makes it a comment of its own, ${rest}`;
  }));
}

/** Looks that were given up: what they showed is carried nowhere. */
export function notDecidedOn(log: Pick<Log, "deadLetterList">): readonly string[] {
  return shortened(
    log.deadLetterList().map(({ streamId, title, code, reason }) => {
      const which = title === "" ? streamId : JSON.stringify(title);
      return `${which} could not be worked on, and what changed there is not carried over (${code}: ` +
        `${reason}); \`retry now ${streamId}\` tries it again`;
    }),
  );
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

function shortened(told: readonly string[]): readonly string[] {
  const more = told.length - maxTold;
  return more > 0 ? [...told.slice(0, maxTold), `and ${more} more like that`] : told;
}
