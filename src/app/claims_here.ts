import type { Claims, LeaseClock } from "@/ports/claims.ts";
import type { EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";
import type { Log, OpenLog } from "@/ports/log.ts";
import type { ClaimRules } from "@/app/run/mapping_rules.ts";
import { refuseOtherEngine } from "@/triggers/belonging.ts";
import { createTurns } from "@/engine/turns.ts";
import { createClaims } from "@/triggers/claims.ts";

/** Claims of one task that may wait for each other. */
const mailboxCapacity = 1_000;

/** Claims over the log of a process that owns it. */
export function claimsOf(
  log: Pick<Log, "store" | "claims">,
  { clock, rules }: { readonly clock: LeaseClock; readonly rules: ClaimRules },
  onChange: () => void = () => {},
): Claims {
  return createClaims({
    store: log.store,
    queries: log.claims,
    clock,
    turns: createTurns(mailboxCapacity),
    ...rules,
    onChange,
  });
}

export interface ClaimsHere {
  readonly own: (signal: AbortSignal) => Promise<AsyncDisposable & { readonly log: Log }>;
  readonly here: EnginePlace;
  readonly marks: EngineMarks;
  readonly clock: LeaseClock;
  readonly rules: () => Promise<ClaimRules>;
  readonly openLog: OpenLog;
}

/** Claims on the log itself, which is owned for each call anew. */
export async function withClaims<T>(
  { own, here, marks, clock, rules }: ClaimsHere,
  act: (claims: Claims) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  await using owned = await own(signal);
  const { log } = owned;
  const folder = log.reader.binding("taskwarrior")?.["folder"];
  // A copy of the log would hand out the same tasks once more.
  if (typeof folder === "string") refuseOtherEngine({ log: log.reader, marks, here }, folder);
  return await act(claimsOf(log, { clock, rules: await rules() }));
}

/** As the log has them now: readers wait for the one that writes for a commit at most. */
export async function claimsNow(
  { openLog, clock, rules }: Pick<ClaimsHere, "openLog" | "clock" | "rules">,
): ReturnType<Claims["listClaims"]> {
  using log = await openLog();
  return log === null ? [] : await claimsOf(log, { clock, rules: await rules() }).listClaims();
}
