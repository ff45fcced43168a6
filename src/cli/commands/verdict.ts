import { isDropped } from "@/domain/dropped.ts";
import { type Side, sideNames, sides } from "@/domain/task.ts";
import type { Status } from "@/ports/operations.ts";
import { ExitCode, exitCodeOfStatus } from "@/cli/exit_code.ts";
import { green, red, yellow } from "@/cli/terminal/paint.ts";
import { span, when } from "@/words/when.ts";
import { counted } from "@/words/words.ts";

/** One thing that is not as it should be. */
interface Trouble {
  /** `waits`: goes by itself, or with the next run; `person`: somebody has to say or do something. */
  readonly kind: "waits" | "person";
  /** `14 deletions are held back`. */
  readonly long: string;
  /** For a prompt: `14 held`. */
  readonly short: string;
}

/** Everything that keeps `status` from saying that all is well, the worst first. */
function troubles(status: Status, now: Date): readonly Trouble[] {
  const { failure, daemon, wakes, held, rejected, refused, undecided } = status;
  const dead = status.dead.filter((push) => !isDropped(push)).length;
  const leftOut = status.leftOut.filter(({ isAccepted }) => !isAccepted).length;
  const since = (iso: string) => span(Math.max(0, now.getTime() - Date.parse(iso)));
  const found: (Trouble | null)[] = [
    failure === null ? null : {
      kind: "waits",
      long: `no run has worked for ${since(failure.since)}: ${failure.message}`,
      short: `failing ${since(failure.since)}`,
    },
    daemon === null || daemon.error === null || failure !== null ? null : {
      kind: "waits",
      long: `serve is in trouble: ${daemon.error.message}`,
      short: "serve failing",
    },
    some("person", held.length, "deletion", "held back until you answer", "held"),
    some("person", dead, "change", "given up", "given up"),
    some("person", leftOut, "task", "not on both sides whole", "left out"),
    some("person", rejected.length, "look", "given up", "unread"),
    some("person", refused, "edit", "not taken", "not taken"),
    some("person", undecided, "conflict", "undecided until you pick", "undecided"),
    ...sides.map((side) => waiting(side, status, since)),
    wakes === null ? null : {
      kind: "waits",
      long: `edits in Taskwarrior wait to be looked at since ${when(wakes.since, now)}`,
      short: "edits wait",
    },
  ];
  return found.filter((each) => each !== null);
}

function some(
  kind: Trouble["kind"],
  count: number,
  noun: string,
  what: string,
  short: string,
): Trouble | null {
  if (count === 0) return null;
  return {
    kind,
    long: `${counted(count, noun)} ${count === 1 ? "is" : "are"} ${what}`,
    short: `${count} ${short}`,
  };
}

function waiting(
  side: Side,
  { pending }: Status,
  since: (iso: string) => string,
): Trouble | null {
  const its = pending.filter((push) => push.side === side);
  const oldest = its.map((push) => push.since).toSorted()[0];
  if (oldest === undefined) return null;
  return {
    kind: "waits",
    long: `${counted(its.length, "change")} for ${sideNames[side]} ${
      its.length === 1 ? "waits" : "wait"
    } for ${since(oldest)}`,
    short: `${its.length} waiting`,
  };
}

/** Whether everything is fine, in a line. */
export function verdict(status: Status, now: Date): string {
  const found = troubles(status, now);
  if (found.length > 0) {
    const isForPeople = found.some(({ kind }) => kind === "person");
    const paint = isForPeople ? red : yellow;
    const answer = isForPeople ? "; answer with `inbox`" : "";
    return `${paint("not all is well:")} ${found.map(({ long }) => long).join("; ")}${answer}`;
  }
  const { linked, lastSyncAt, daemon } = status;
  if (daemon !== null) {
    const looked = daemon.lastRoundAt === null ? "" : `, looked ${when(daemon.lastRoundAt, now)}`;
    return `${green("all is well:")} serve keeps ${counted(linked, "task")} the same${looked}`;
  }
  if (lastSyncAt === null) {
    return "nothing was synced yet: run `sync`, or `init` where nothing is set up";
  }
  return `${green("all is well:")} ${counted(linked, "task")} the same on both sides, last sync ${
    when(lastSyncAt, now)
  }`;
}

/** The same in a word or two. */
export function shortVerdict(status: Status, now: Date): string {
  const found = troubles(status, now);
  if (found.length > 0) {
    const paint = exitCodeOfStatus(status) === ExitCode.conflict ? red : yellow;
    return paint([...new Set(found.map(({ short }) => short))].join(", "));
  }
  return status.lastSyncAt === null && status.daemon === null ? "never synced" : green("ok");
}
