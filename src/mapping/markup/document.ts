/** A formatting that a stretch of text has; outermost first in {@link markRank}. */
export type Mark =
  | { readonly name: "link"; readonly href: string; readonly title: string }
  /** One that Markdown has no signs for, kept as its tag. */
  | { readonly name: "tag"; readonly tag: string; readonly attributes: string }
  | { readonly name: "strong" | "em" | "s" | "code" };

export const markRank = ["link", "tag", "strong", "em", "s", "code"] as const;

export type Run =
  | { readonly kind: "text"; readonly text: string; readonly marks: readonly Mark[] }
  | { readonly kind: "break"; readonly marks: readonly Mark[] }
  | {
    readonly kind: "image";
    readonly src: string;
    readonly alt: string;
    readonly title: string;
    readonly marks: readonly Mark[];
  }
  /** One whole element as HTML, a mention for example. */
  | { readonly kind: "element"; readonly html: string; readonly marks: readonly Mark[] };

export interface ListItem {
  /** `null`: no checkbox. */
  readonly checked: boolean | null;
  readonly blocks: readonly Block[];
}

export interface TableCell {
  readonly header: boolean;
  readonly align: string;
  readonly colspan: number;
  readonly rowspan: number;
  readonly blocks: readonly Block[];
}

/** What both Markdown and the editor's HTML are read into; equal documents say the same. */
export type Block =
  | { readonly kind: "paragraph"; readonly runs: readonly Run[] }
  | { readonly kind: "heading"; readonly depth: number; readonly runs: readonly Run[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "rule" }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | {
    readonly kind: "list";
    /** `null`: bullets or checkboxes. */
    readonly start: number | null;
    readonly items: readonly ListItem[];
  }
  | { readonly kind: "table"; readonly rows: readonly (readonly TableCell[])[] }
  /** One line of HTML that is kept as it is. */
  | { readonly kind: "element"; readonly html: string };

export const emptyParagraph: Block = { kind: "paragraph", runs: [] };

export function isEmptyParagraph(block: Block): boolean {
  return block.kind === "paragraph" && block.runs.length === 0;
}

export function sameMark(a: Mark | undefined, b: Mark | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (a.name === "link") return b.name === "link" && a.href === b.href && a.title === b.title;
  if (a.name !== "tag") return a.name === b.name;
  return b.name === "tag" && a.tag === b.tag && a.attributes === b.attributes;
}

function sameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a === b || (a.length === b.length && a.every((mark, at) => sameMark(mark, b[at])));
}

/** Whether the link is what an address in plain text becomes by itself. */
export function isAutolink(text: string, mark: Mark): boolean {
  if (mark.name !== "link" || mark.title !== "") return false;
  return ["", "http://", "mailto:"].some((scheme) => cleanAddress(scheme + text) === mark.href);
}

/** Addresses are written in ASCII, as Markdown does it. */
export function cleanAddress(address: string): string {
  return encodeURI(address.trim().toWellFormed()).replaceAll("%25", "%");
}

/** All addresses that are linked: with an equal {@link meaning}, an address may have become one of them. */
export function linksOf(blocks: readonly Block[]): ReadonlySet<string> {
  const links = new Set<string>();
  JSON.stringify(blocks, (key, value) => {
    if (key === "href") links.add(String(value));
    return value;
  });
  return links;
}

/** The same for equal documents; an address is the same with and without its link. */
export function meaning(blocks: readonly Block[]): string {
  return JSON.stringify(blocks, (key, value) => key === "runs" ? plainAddresses(value) : value);
}

function plainAddresses(runs: readonly Run[]): readonly Run[] {
  const plain = runs.map((run, at) => {
    if (run.kind !== "text") return run;
    const [link, ...marks] = run.marks;
    if (link === undefined || !isAutolink(run.text, link)) return run;
    return standsAlone(runs, at, link) ? { ...run, marks } : run;
  });
  return joinText(plain);
}

/** Without a link, an address ends at a space or a sign that belongs to no address. */
function standsAlone(runs: readonly Run[], at: number, link: Mark): boolean {
  const [before, after] = [runs[at - 1], runs[at + 1]];
  if ([before, after].some((run) => sameMark(run?.marks[0], link))) return false;
  const left = before?.kind === "text" ? before.text : "";
  const right = after?.kind === "text" ? after.text : "";
  return /(^|[\s([{"'*_~])$/.test(left) && /^($|[\s)\]}"'.,;:!?])/.test(right);
}

/** Neighbouring stretches of the same formatting as one. */
export function joinText(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (
      last !== undefined && sameMarks(last.marks, run.marks) && last.kind === "text" &&
      run.kind === "text"
    ) {
      joined[joined.length - 1] = { ...last, text: last.text + run.text };
    } else {
      joined.push(run);
    }
  }
  return joined;
}
