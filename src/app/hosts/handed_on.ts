import type { EitherName } from "@/ports/operations_table.ts";

/** What whoever owns the list does for any host, and whether it may be begun again where nobody knows how far it came. */
export const handedOn = {
  // Its request is in the log with it.
  claimTask: "again",
  batchClaimTasks: "again",
  claimNextTask: "again",
  // Done twice is done once.
  renewLease: "again",
  releaseTask: "again",
  cleanupExpiredLocks: "again",
  add: "again",
  retryNow: "again",
  retryDrop: "again",
  // Somebody may have said something else meanwhile.
  edit: "once",
  pick: "once",
  picks: "once",
  answerHeld: "once",
  actOnInbox: "once",
  takeBack: "once",
} as const satisfies Partial<Record<EitherName, "again" | "once">>;

export type HandedOn = keyof typeof handedOn;

export function isHandedOn(name: string): name is HandedOn {
  return Object.hasOwn(handedOn, name);
}

/** A delivery of Vikunja, as it is kept (`readKeptWake`); answered once the owner has it on disk. */
export const deliverOperation = "deliver";
