/** Inline tags that people mean as tags; any other (`List<String>`) is text, and so is one without its end. */
const inlineTags = new Set(
  "a b code del em i kbd mark mention-user s small span strike strong sub sup u".split(" "),
);
const blockTags = new Set(
  "audio blockquote details div dl h1 h2 h3 h4 h5 h6 ol p pre section table ul video".split(" "),
);
const voidTags = new Set(["br", "hr", "img"]);

export type TagFilter = ReturnType<typeof createTagFilter>;

/** Tells tags from text, in the order of the text: an end needs a beginning before it. */
export function createTagFilter() {
  const open: string[] = [];
  const sources: ReadonlyMap<string, number>[] = [];
  /** An end tag of the whole text is in its rest where it is no farther from the end than the rest is long. */
  const hasEnd = (rest: string, name: string) =>
    (sources.at(-1)?.get(name) ?? Infinity) <= rest.length;
  return {
    /** What is read from now on, until it ends, is the rest of this text. */
    begins: (source: string) => void sources.push(endTags(source)),
    ends: () => void sources.pop(),
    isInline(source: string): boolean {
      const [, end, found] = /^<(\/?)([a-z][a-z0-9-]*)/i.exec(source) ?? [];
      const name = found?.toLowerCase() ?? "";
      if (voidTags.has(name)) return end === "";
      if (!inlineTags.has(name)) return false;
      if (end === "") {
        if (!hasEnd(source, name)) return false;
        open.push(name);
        return true;
      }
      const at = open.lastIndexOf(name);
      if (at >= 0) open.splice(at, 1);
      return at >= 0;
    },
    isBlock(source: string): boolean {
      const name = /^\s*<([a-z][a-z0-9]*)/i.exec(source)?.[1]?.toLowerCase() ?? "";
      return name === "hr" || (blockTags.has(name) && hasEnd(source, name));
    },
  };
}

/** How far from the end of the text the last end tag of each name begins. */
function endTags(source: string): ReadonlyMap<string, number> {
  const ends = new Map<string, number>();
  if (!source.includes("</")) return ends;
  for (const { 1: name = "", index } of source.matchAll(/<\/([a-z][a-z0-9-]*)>/gi)) {
    ends.set(name.toLowerCase(), source.length - index);
  }
  return ends;
}
