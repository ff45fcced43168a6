import { type Side, sideNames } from "@/domain/task.ts";

/** `in Vikunja`. */
export function inSide(side: Side): string {
  return `in ${sideNames[side]}`;
}

/** `1 task`, `2 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
