import type { Side } from "@/domain/task.ts";

export const sideNames: Readonly<Record<Side, string>> = {
  taskwarrior: "Taskwarrior",
  vikunja: "Vikunja",
};

/** `in Vikunja`. */
export function inSide(side: Side): string {
  return `in ${sideNames[side]}`;
}

/** `1 task`, `2 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
