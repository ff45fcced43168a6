import { escapeCharacter, escapedEmpty, unescapeCharacters } from "@/mapping/taskwarrior/escape.ts";
import { holdsBracketWords, taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** Found by trying each character in `task add`, `task modify ±tag` and `task +tag`. */
const refused = { 2: /[!"%()*+,\-/:<=>^~\\\s]/u, 3: /[!"()\\\s]/u } as const;
const refusedFirst = /[^\P{ASCII}A-Za-z0-9#$@_]/u;

const virtualTags: ReadonlySet<string> = new Set(
  ("ACTIVE ANNOTATED BLOCKED BLOCKING CHILD COMPLETED DELETED DUE DUETODAY INSTANCE LATEST MONTH " +
    "ORPHAN OVERDUE PARENT PENDING PRIORITY PROJECT QUARTER READY SCHEDULED TAGGED TEMPLATE TODAY " +
    "TOMORROW UDA UNBLOCKED UNTIL WAITING WEEK YEAR YESTERDAY").split(" "),
);

const spaceInside = /(?<=[^_])__(?=[^_])/g;

/**
 * The label's title for a tag: `follow_x2D_up` is «follow-up», `next__week` «next week», `_2025` «2025».
 * Any other tag is its own title.
 */
export function decodeTag(tag: string): string {
  if (tag === escapedEmpty) return "";
  const unprefixed = /^_[0-9]/.test(tag) ? tag.slice(1) : tag;
  return splitEscapes(unprefixed);
}

/** A space is only taken for one between two characters that are written as they are. */
function splitEscapes(tag: string): string {
  return tag.split(/(_x[0-9A-F]+_)/).map((part, at) =>
    at % 2 === 1 ? unescapeCharacters(part) : part.replace(spaceInside, " ")
  ).join("");
}

/** A tag that Taskwarrior can handle and {@link decodeTag} gives the title back for. */
export function encodeTag(title: string, rules: 2 | 3): string {
  if (title === "") return escapedEmpty;
  const candidates = [
    encodeWith(title, rules, { space: "__", underscore: "_" }),
    encodeWith(title, rules, { space: "_x20_", underscore: "_" }),
  ];
  return candidates.find((tag) => decodeTag(tag) === title) ??
    encodeWith(title, rules, { space: "_x20_", underscore: "_x5F_" });
}

function encodeWith(
  title: string,
  rules: 2 | 3,
  as: { readonly space: string; readonly underscore: string },
): string {
  const characters = [...title].map((character, at) => {
    if (character === " ") return as.space;
    if (character === "_") return as.underscore;
    const unfit = refused[rules].test(character) || taskwarriorText(character) !== character ||
      (character === "&" && holdsBracketWords(title));
    const unfitFirst = virtualTags.has(title) || refusedFirst.test(character);
    return unfit || (at === 0 && unfitFirst) ? escapeCharacter(character) : character;
  });
  const tag = characters.join("");
  return /^[0-9]/.test(tag) ? `_${tag}` : tag;
}
