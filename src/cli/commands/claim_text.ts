import type { NamedTask } from "@/ports/operations.ts";
import type { Granted, Refused } from "@/ports/claims.ts";

/** A task as answers name it, since what was typed may have meant another one; nothing for none. */
export function nameOf(named: NamedTask | null, after = ""): string {
  return named === null ? "" : `${named.task} «${named.title}»${after}`;
}

export function grantedText(granted: Granted): string {
  const { agent, token, until } = granted;
  return `${nameOf(granted)} claimed by ${agent} until ${until} (token ${token})`;
}

/** With what there is to do; a line each. */
export function claimedText(granted: Granted): readonly string[] {
  const { project, notes } = granted;
  return [
    grantedText(granted),
    ...(project === "" ? [] : [`  project: ${project}`]),
    ...notes.split("\n").filter((line, at) => line !== "" || at > 0).map((line) => `  ${line}`),
  ];
}

export function refusedText(refused: Refused): string {
  const { lockedBy, until, status } = refused;
  const task = nameOf(refused);
  if (lockedBy !== null) return `${task} is held by ${lockedBy} until ${until}`;
  return status === "pending" ? `${task} is not yours any more` : `${task} is ${status}`;
}
