import { files } from "@system/files.ts";
import { freeMark, type LockHolder, parseHolder } from "./lock_holder.ts";
import { bootId, type Liveness, livenessOf, thisHost } from "./process_facts.ts";
import { ifThere } from "@/ports/missing.ts";

/** A lock file as it was found. */
interface FoundLock {
  readonly text: string;
  readonly modifiedAtMs: number;
}

/** Whether it is worth a try at the kernel's lock on it; what lives holds that, and refuses. */
export function mayBeStale({ text, modifiedAtMs }: FoundLock, staleMs: number): boolean {
  if (text.startsWith(freeMark)) return true;
  const holder = parseHolder(text);
  if (holder !== null && isOfThisHost(holder)) {
    if (holder.kernelLocked || livenessOfHolder(holder) === "dead") return true;
  }
  return Date.now() - modifiedAtMs > staleMs;
}

/** To be asked by who has the kernel's lock on it. */
export function isStale(path: string, { text, modifiedAtMs }: FoundLock, staleMs: number): boolean {
  if (text.startsWith(freeMark)) return true;
  const holder = parseHolder(text);
  if (holder !== null && isOfThisHost(holder)) {
    // It would have the lock that we have.
    if (holder.kernelLocked || livenessOfHolder(holder) === "dead") return true;
  }
  return Date.now() - modifiedAtMs > staleMs && ageOnItsOwnClock(path, modifiedAtMs) > staleMs;
}

function isOfThisHost({ host }: LockHolder): boolean {
  return host === thisHost();
}

function livenessOfHolder({ pid, startMark, bootId: boot }: LockHolder): Liveness {
  const now = bootId();
  if (boot !== null && now !== null && boot !== now) return "dead";
  return livenessOf(pid, startMark);
}

/** The folder may be another machine's, whose clock says other times than ours. */
function ageOnItsOwnClock(path: string, modifiedAtMs: number): number {
  const probe = `${path}.${crypto.randomUUID()}.new`;
  try {
    files.write(probe, "", { createNew: true });
    return (files.facts(probe)?.modifiedMs ?? 0) - modifiedAtMs;
  } finally {
    ifThere(() => files.remove(probe));
  }
}
