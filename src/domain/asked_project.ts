import { folded } from "@/domain/folded.ts";

/** Whether a project, as Taskwarrior writes it, is the one that was asked for, or below it. */
export function isAskedProject(project: string, asked: string): boolean {
  return folded(`${project}.`).startsWith(folded(`${asked}.`));
}
