import assert from "node:assert/strict";
import fc from "fast-check";
import { htmlToMarkdown, markdownToHtml } from "@/mapping/markup.ts";
import {
  htmlBodies,
  htmlPieces,
  markdownPieces,
  plainNotes,
} from "@tests/mapping/markup/bodies.ts";

function assertRests(html: string): void {
  const once = markdownToHtml(htmlToMarkdown(html));
  assert.equal(markdownToHtml(htmlToMarkdown(once)), once);
}

const joined = (pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((chosen) => chosen.join(""));

Deno.test("markdownToHtml() after htmlToMarkdown() rests after one round for 500 bodies (T17)", () => {
  assert.ok(new Set(htmlBodies).size >= 500);
  for (const html of htmlBodies) assertRests(html);
});

Deno.test("markdownToHtml() after htmlToMarkdown() rests after one round for any tags (T17)", () => {
  fc.assert(fc.property(joined(htmlPieces), assertRests), { numRuns: 1000 });
});

Deno.test("markdownToHtml() after htmlToMarkdown() rests for what any Markdown becomes", () => {
  const markdown = fc.oneof(joined(markdownPieces), fc.string({ unit: "binary" }));
  fc.assert(fc.property(markdown, (text) => assertRests(markdownToHtml(text))), { numRuns: 1000 });
});

Deno.test("htmlToMarkdown() gives notes back as people typed them", () => {
  for (const notes of plainNotes) assert.equal(htmlToMarkdown(markdownToHtml(notes)), notes);
});

Deno.test("htmlToMarkdown() gives plain lines back exactly", () => {
  const word = fc.stringMatching(/^[a-zA-Z0-9äöü,;:?/()'"$%€]+$/);
  const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  const text = fc.array(fc.tuple(line, fc.constantFrom("\n", "\n\n", "\n\n\n")), { maxLength: 6 })
    .map((lines) => lines.map((pair) => pair.join("")).join("").trimEnd())
    .filter((text) => !/^\d+[.)]( |$)/m.test(text));
  fc.assert(fc.property(text, (text) => {
    assert.equal(htmlToMarkdown(markdownToHtml(text)), text);
  }));
});

Deno.test("markdownToHtml() writes what Vikunja's editor writes", () => {
  assert.equal(
    markdownToHtml("one\ntwo\n\n**b** *i* ~~s~~ `c`"),
    [
      "<p>one<br>two</p>",
      "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>",
    ].join(""),
  );
  assert.equal(
    markdownToHtml("- [x] done\n- [ ] open"),
    '<ul data-type="taskList"><li data-checked="true" data-type="taskItem"><label>' +
      '<input type="checkbox" checked="checked"><span></span></label><div><p>done</p></div></li>' +
      '<li data-checked="false" data-type="taskItem"><label><input type="checkbox"><span></span></label>' +
      "<div><p>open</p></div></li></ul>",
  );
  assert.equal(
    markdownToHtml("[a](https://example.test)"),
    '<p><a target="_blank" rel="noopener noreferrer nofollow" href="https://example.test">a</a></p>',
  );
  assert.equal(
    markdownToHtml("```js\na < b\n```"),
    '<pre><code class="language-js">a &lt; b</code></pre>',
  );
  assert.equal(markdownToHtml(""), "");
});

Deno.test("htmlToMarkdown() writes what people would", () => {
  const said = (html: string) => htmlToMarkdown(html);
  assert.equal(said("<p>a</p><p></p><p>b <strong>c </strong>d</p>"), "a\n\n\nb **c** d");
  assert.equal(
    said("<h2>T</h2><ul><li><p>a</p><ol><li><p>b</p></li></ol></li></ul>"),
    "## T\n\n- a\n  1. b",
  );
  assert.equal(said("<blockquote><p>a<br>b</p></blockquote>"), "> a\n> b");
  assert.equal(said("<p>*a* 1. b</p>"), "\\*a\\* 1. b");
  assert.equal(said("<p></p>"), "");
});

Deno.test("htmlToMarkdown() keeps what Markdown has no signs for", () => {
  const mention = '<p><mention-user data-id="bob" data-label="Bob"></mention-user> <u>look</u></p>';
  assert.equal(markdownToHtml(htmlToMarkdown(mention)), mention);
  const table =
    '<table><tbody><tr><td colspan="2" rowspan="1"><ul><li><p>a</p></li></ul></td></tr></tbody></table>';
  assert.equal(markdownToHtml(htmlToMarkdown(table)), table);
});

Deno.test("htmlToMarkdown() takes text without tags for the Markdown a script stored", () => {
  assert.equal(htmlToMarkdown("* a\r\n* b"), "* a\n* b");
  assert.equal(htmlToMarkdown("a\nb &amp; c"), "a\nb & c");
});

Deno.test("markdownToHtml() lets nothing through that could run", () => {
  const html = markdownToHtml('<script>x</script> <img src="a" onerror="x"> <u onclick="x">y</u>');
  assert.doesNotMatch(html, /<script|onerror=|onclick=/);
});

Deno.test("markdownToHtml() reads thousands of nested signs as text", () => {
  assert.match(markdownToHtml(">".repeat(20_000)), /^<p>(&gt;)+<\/p>$/);
});
