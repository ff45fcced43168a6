import type { Granted, Refused } from "@/ports/claims.ts";

export function grantedText({ task, agent, token, until }: Granted): string {
  return `${task} claimed by ${agent} until ${until} (token ${token})`;
}

export function refusedText({ task, lockedBy, until, status }: Refused): string {
  if (lockedBy !== null) return `${task} is held by ${lockedBy} until ${until}`;
  return status === "pending" ? `${task} is not yours any more` : `${task} is ${status}`;
}
