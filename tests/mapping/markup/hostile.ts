/** A kind of text that costs a careless reader more than it is long; `n` is about its length. */
export type Family = readonly [name: string, make: (n: number) => string];

const times = (text: string): (n: number) => string => (n) =>
  text.repeat(Math.max(1, Math.round(n / text.length)));

/** What people would have to escape in Markdown, a paragraph or line each. */
const signs = "\\ * _ ` ~~ [ ] < > & # + - . ! | = : @ $ ^ { } ( ) ' \" / ~ # 1. 1)".split(" ");
const openings =
  "[ ![ [a]( [a](< [a][ * ** *** _ __ ~~ ` `` < << <a <b> <u> <!-- <? <![CDATA[ & &# @ https://"
    .split(" ");

function nestedList(n: number, line: (depth: number) => string): string {
  let text = "";
  for (let depth = 0; text.length < n; depth++) text += line(depth);
  return text;
}

function ticks(n: number): string {
  let text = "";
  for (let count = 1; text.length < n; count++) text += "`".repeat(count) + " ";
  return text;
}

export const markdownFamilies: readonly Family[] = [
  ...signs.map((sign): Family => [`paragraphs of ${sign} a`, times(`${sign} a\n\n`)]),
  ...signs.map((sign): Family => [`lines of ${sign} a`, times(`${sign} a\n`)]),
  ...signs.map((sign): Family => [`rows of ${sign}`, times(sign)]),
  ...openings.map((sign): Family => [`openings ${sign}`, times(`${sign}a `)]),
  ["emphasis without end", times("*a **b ")],
  ["emphasis of two kinds", times("*a _b ")],
  ["emphasis in words", times("a_b*c")],
  ["ticks of all lengths", ticks],
  ["links", times("[a](b) ")],
  ["links in brackets", (n) => "[".repeat(n / 2) + "](a)".repeat(n / 8)],
  ["brackets", (n) => "[".repeat(n / 2) + "]".repeat(n / 2)],
  ["references", times("[a][b]")],
  ["definitions", times("[a]: b\n")],
  ["addresses", times("https://a.b ")],
  ["mail addresses", times("a@b.c ")],
  ["half addresses", times("a.a@")],
  ["entities", times("&amp;")],
  ["escapes", times("\\*")],
  ["quotes in quotes", times("> ")],
  ["quotes in quotes by line", (n) => nestedList(n, (depth) => ">".repeat(depth) + " a\n")],
  ["quotes with lists", times("> - ")],
  ["lists in lists", (n) => nestedList(n, (depth) => " ".repeat(2 * depth) + "- a\n")],
  ["lists in a line", times("- ")],
  ["checkboxes", times("- [ ] a\n")],
  ["loose lists", times("- a\n\n")],
  ["numbers", times("1. a\n")],
  ["tables", (n) => "|a|b|\n|-|-|\n" + times("|c|d|\n")(n)],
  ["wide tables", (n) => `${times("|a")(n / 4)}|\n${times("|-")(n / 4)}|\n${times("|b")(n / 2)}|`],
  ["fences", times("```\n")],
  ["code", times("```a\nb\n```\n")],
  ["spaces", (n) => "a" + " ".repeat(n) + "b"],
  ["spaces at the start", (n) => " ".repeat(n) + "a"],
  ["spaces at line ends", times(`a${" ".repeat(50)}\n`)],
  ["tabs", (n) => "\t".repeat(n) + "a"],
  ["empty lines", (n) => "a" + "\n".repeat(n) + "b"],
  ["lines", times("a\n")],
  ["words", times("Lorem ipsum dolor. ")],
  ["one word", times("a")],
  ["tags in pairs", times("<u>a</u>")],
  ["tags that end late", (n) => "<u>".repeat(n / 7) + "</u>".repeat(n / 7)],
  ["tags that others end", times("<u><b><i></u>")],
  ["blocks of tags", times("<div>a</div>\n\n")],
  ["blocks of tags without end", times("<div>\n\n")],
  ["headings", times("# a\n\n")],
  ["underlines", times("a\n=\n")],
  ["everything", times("*_~`[<&@|#-1.>!\\\n\n")],
  ["everything in a line", times("*_~`[<&@|#-1.>!\\")],
];

const paragraph = (text: string) =>
  `<p>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`;
const deep = (tag: string) => (n: number) => `<${tag}>`.repeat(n / (tag.length + 2)) + "a";

export const htmlFamilies: readonly Family[] = [
  ...signs.map((sign): Family => [`paragraphs of ${sign} a`, times(paragraph(`${sign} a`))]),
  ...signs.map((
    sign,
  ): Family => [`one paragraph of ${sign} a`, (n) => paragraph(times(`${sign} a `)(n))]),
  ...signs.map((
    sign,
  ): Family => [
    `breaks and ${sign} a`,
    (n) => `<p>${times(`${paragraph(`${sign} a`).slice(3, -4)}<br>`)(n)}</p>`,
  ]),
  ...[
    "div",
    "b",
    "a href=x",
    "blockquote",
    "ul><li",
    "ol><li",
    "table><tr><td",
    "span",
    "svg",
    "form",
    "details",
    "p",
    "pre",
    "code",
  ]
    .map((tag): Family => [`<${tag}> in itself`, deep(tag)]),
  ["tags that end nothing", (n) => "<div>".repeat(n / 10) + "</b>".repeat(n / 8)],
  ["ends only", times("</div>")],
  ["ends of paragraphs", times("</p>")],
  ["breaks", times("<br>")],
  ["breaks in many blocks", (n) => "<div>".repeat(n / 10) + "<br>".repeat(n / 8)],
  [
    "breaks under a long address",
    (n) => `<a href="${"x".repeat(n / 2)}">${times("a<br>")(n / 2)}</a>`,
  ],
  [
    "words under a long attribute",
    (n) => `<u class="${"x".repeat(n / 2)}">${times("a<b>b</b>")(n / 2)}</u>`,
  ],
  ["half tags", times("<a ")],
  ["half attributes", times('<a href="')],
  [
    "many attributes",
    (n) => `<a ${Array.from({ length: n / 8 }, (_, at) => `a${at}=x`).join(" ")}>a</a>`,
  ],
  ["opened signs", times("<")],
  ["comments", times("<!-- a -->b")],
  ["half comments", times("<!--")],
  ["entities", times("&amp;")],
  ["half entities", times("&a")],
  ["spaces", (n) => `<p>a${" ".repeat(n)}b</p>`],
  ["spaces between tags", (n) => `<b>${" ".repeat(n)}</b>`],
  ["line breaks", (n) => `<p>a${"\n".repeat(n)}b</p>`],
  ["code", (n) => `<pre><code>${"\n".repeat(n)}a${"\n".repeat(n)}</code></pre>`],
  ["code in a line", (n) => `<p><code>${" a".repeat(n / 2)} b</code></p>`],
  ["ticks", (n) => `<p><code>${ticks(n)}</code></p>`],
  ["formatting in formatting", times("<b>a<i>b</i></b>")],
  ["formatting that crosses", times("<b>a<i>b</b>c</i>")],
  ["links", times('<a href="x">a</a> ')],
  ["images", times('<img src="x" alt="a">')],
  ["mentions", times('<mention-user data-id="bob"></mention-user>')],
  ["lists", (n) => `<ul>${times("<li>a</li>")(n)}</ul>`],
  ["many lists", times("<ul><li>a</li></ul>")],
  ["checkboxes", (n) => `<ul>${times('<li><input type="checkbox"> a</li>')(n)}</ul>`],
  ["tables", (n) => `<table>${times("<tr><td>a</td><td>b</td></tr>")(n)}</table>`],
  ["tables with lists", times("<table><tr><td><ul><li>a</li></ul></td></tr></table>")],
  ["wide tables", (n) => `<table><tr>${times("<td>a</td>")(n)}</tr></table>`],
  ["quotes", times("<blockquote><p>a</p></blockquote>")],
  ["empty paragraphs", times("<p></p>")],
  ["short paragraphs", times("<p>a</p>")],
  ["scripts", times("<script>a</script>")],
  ["words", (n) => paragraph(times("Lorem ipsum dolor. ")(n))],
  ["everything", times(paragraph("*_~`[<&@|#-1.>!\\"))],
  ...markdownFamilies.map((
    [name, make],
  ): Family => [`a paragraph of Markdown: ${name}`, (n) => paragraph(make(n))]),
  ...markdownFamilies.map(([name, make]): Family => [`Markdown: ${name}`, make]),
];
