import assert from "node:assert/strict";
import fc from "fast-check";
import { commentToHtml, commentToText } from "@/mapping/markup/comment.ts";
import { htmlBodies } from "@tests/mapping/markup/bodies.ts";
import { taskwarriorHeld } from "@tests/mapping/arbitrary_tasks.ts";

Deno.test("commentToText() gives any annotation back exactly", () => {
  fc.assert(
    fc.property(taskwarriorHeld, (text) => {
      assert.equal(commentToText(commentToHtml(text)), text);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("commentToHtml() makes no markup of what is none", () => {
  assert.equal(commentToHtml("a *b* _c_ <b> #1 &amp;"), "<p>a *b* _c_ &lt;b&gt; #1 &amp;amp;</p>");
  assert.equal(commentToHtml("one\ntwo\n\nthree"), "<p>one<br>two</p><p>three</p>");
});

Deno.test("commentToText() rests after one round", () => {
  for (const html of htmlBodies) {
    const text = commentToText(html);
    assert.equal(commentToText(commentToHtml(text)), text);
  }
});

Deno.test("commentToText() says what a formatted comment says", () => {
  const html =
    '<p>Hi <mention-user data-id="bob"></mention-user></p><ul><li><p>a</p></li><li><p>b ' +
    '<strong>c</strong></p></li></ul><p>see <a href="https://example.test">this</a></p><pre><code>x\n  y' +
    "</code></pre>";
  assert.equal(
    commentToText(html),
    "Hi @bob\n\n- a\n- b c\n\nsee this (https://example.test)\n\nx\n  y",
  );
  assert.equal(commentToText("as a script\nstores it"), "as a script\nstores it");
  assert.equal(commentToText("<p></p>"), "");
});
