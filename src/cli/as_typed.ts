import { commands } from "@/cli/commands.ts";
import { isProfileName, ofProfile } from "@/domain/profile.ts";

/** How this program was called. */
interface Called {
  /** The words that start it. */
  readonly program: () => string;
  /** The profile that was named; `null`: none. */
  readonly profile: string | null;
}

const names = Object.keys(commands).join("|");
const ownCommand = new RegExp(`\\bvikunja-sync (?=(?:${names})\\b)`, "g");
/** Those that are the same in every profile. */
const ofAll = "profiles|self-install|completions";
const named = "(?![^`\\n]*--profile)";
/** A whole one between marks: ours by its name, or by its options. */
const quoted = new RegExp(
  `\`${named}((?:vikunja-sync (?!${ofAll})(?:${names})\\b|(?:${names}) [^\`\\n]*--)[^\`\\n]*)\``,
  "g",
);
/** One that a sentence goes on behind, perhaps with what it is about: \`install hook\`. */
const bare = new RegExp(
  `(?<!\`)\\bvikunja-sync (?!${ofAll})(?:${names})\\b${named}(?: [a-z]+(?=[,;.)]|$))?`,
  "gm",
);
const systemctl = /systemctl --user [^`,(]*/g;
const ownUnit = /\bvikunja-sync(?:-full)?(?![\w@-])/g;

/** A text that tells people what to type, as it is typed here for the same profile. */
export function asTyped(text: string, { program, profile }: Called): string {
  return ofThisProfile(text, profile).replace(ownCommand, () => `${program()} `);
}

function ofThisProfile(text: string, profile: string | null): string {
  if (profile === null || !isProfileName(profile)) return text;
  const option = ` --profile ${profile}`;
  return text.replace(quoted, (_, command) => `\`${command}${option}\``)
    .replace(bare, (command) => command + option)
    .replace(systemctl, (line) => line.replace(ownUnit, (unit) => unitOf(unit, profile)));
}

function unitOf(unit: string, profile: string): string {
  return ofProfile(unit, profile === "default" ? null : profile);
}
