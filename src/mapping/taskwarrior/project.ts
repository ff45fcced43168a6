import { escapeCharacter, escapedEmpty, unescapeCharacters } from "@/mapping/taskwarrior/escape.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** A dot with a name on both sides of it. */
const separators = /(?<=[^.\s]\s*)\.(?=\s*[^.\s])/;

/** `Home.Garden` as a path; no project, or a blank one, is the empty path. */
export function decodeProject(project: string): readonly string[] {
  if (project.trim() === "") return [];
  return project.split(separators).map(unescapeCharacters);
}

/**
 * The path as one dotted name, such that {@link decodeProject} gives it back; a dot in a title
 * is written `_x2E_`. The empty path is no project: `null`.
 */
export function encodeProject(path: readonly string[]): string | null {
  if (path.length === 0) return null;
  const saysPath = (project: string) => {
    const decoded = decodeProject(project);
    return decoded.length === path.length && decoded.every((title, at) => title === path[at]);
  };
  const plain = path.join(".");
  if (taskwarriorText(plain) === plain && saysPath(plain)) return plain;
  return path.map(escapeTitle).join(".");
}

function escapeTitle(title: string): string {
  if (title === "") return escapedEmpty;
  const isBlank = title.trim() === "";
  return [...title].map((character) =>
    isBlank || [".", "_", "&"].includes(character) || taskwarriorText(character) !== character
      ? escapeCharacter(character)
      : character
  ).join("");
}
