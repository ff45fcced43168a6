import { commands } from "@/cli/commands.ts";

const names = Object.keys(commands).join("|");
const ownCommand = new RegExp(`\\bvikunja-sync (?=(?:${names})\\b)`, "g");

/** A text that tells people to type `vikunja-sync COMMAND`, in the words that start this program here. */
export function asTyped(text: string, program: () => string): string {
  return text.replace(ownCommand, () => `${program()} `);
}
