/**
 * How a part of a line looks, in characters that no text may have (Unicode noncharacters, which `escapeControls`
 * takes out of foreign texts): what the output makes of them depends on the terminal.
 */
const looks = {
  plain: ["\ufdd0", "0"],
  bold: ["\ufdd1", "1"],
  dim: ["\ufdd2", "2"],
  red: ["\ufdd3", "31"],
  green: ["\ufdd4", "32"],
  yellow: ["\ufdd5", "33"],
} as const;

type Look = Exclude<keyof typeof looks, "plain">;

const marks = /[\ufdd0-\ufdd5]/g;
const codes: ReadonlyMap<string, string> = new Map(
  Object.values(looks).map(([mark, code]) => [mark, `\x1b[${code}m`]),
);

function painted(look: Look, text: string): string {
  return text === "" ? "" : `${looks[look][0]}${text}${looks.plain[0]}`;
}

export const bold = (text: string) => painted("bold", text);
export const dim = (text: string) => painted("dim", text);
export const red = (text: string) => painted("red", text);
export const green = (text: string) => painted("green", text);
export const yellow = (text: string) => painted("yellow", text);

/** The text alone. */
export function withoutPaint(text: string): string {
  return text.replace(marks, "");
}

/** As a terminal is told, between texts that `escape` has made harmless. */
export function inColour(text: string, escape: (text: string) => string): string {
  return text.split(/([\ufdd0-\ufdd5])/).map((part) => codes.get(part) ?? escape(part)).join("");
}

/** What the environment says, by the usual names (no-color.org, bixense.com/clicolors). */
interface ColourWishes {
  readonly noColor: string | undefined;
  readonly clicolor: string | undefined;
  readonly clicolorForce: string | undefined;
  readonly term: string | undefined;
}

export function wantsColour(
  { noColor = "", clicolor, clicolorForce = "", term }: ColourWishes,
  isTerminal: boolean,
): boolean {
  if (noColor !== "") return false;
  if (clicolorForce !== "" && clicolorForce !== "0") return true;
  return isTerminal && clicolor !== "0" && term !== "dumb";
}
