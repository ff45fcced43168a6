import type { Block, ListItem, Mark, Run, TableCell } from "@/mapping/markup/document.ts";
import { sameMark } from "@/mapping/markup/document.ts";
import { escapeAttribute, escapeHtml } from "@/mapping/markup/html.ts";

/** A document as Vikunja's editor writes it. */
export function writeHtml(blocks: readonly Block[]): string {
  return blocks.map(writeBlock).join("");
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${writeRuns(block.runs)}</p>`;
    case "heading":
      return `<h${block.depth}>${writeRuns(block.runs)}</h${block.depth}>`;
    case "code": {
      const attribute = block.language === ""
        ? ""
        : ` class="language-${escapeAttribute(block.language)}"`;
      return `<pre><code${attribute}>${escapeHtml(block.text)}</code></pre>`;
    }
    case "rule":
      return "<hr>";
    case "quote":
      return `<blockquote>${writeInner(block.blocks)}</blockquote>`;
    case "list":
      return writeList(block);
    case "table":
      return `<table><tbody>${block.rows.map(writeRow).join("")}</tbody></table>`;
    case "element":
      return block.html;
  }
}

/** The editor has no empty containers. */
function writeInner(blocks: readonly Block[]): string {
  return blocks.length === 0 ? "<p></p>" : writeHtml(blocks);
}

function writeList({ start, items }: Extract<Block, { kind: "list" }>): string {
  const content = items.map(writeItem).join("");
  if (items[0] !== undefined && items[0].checked !== null) {
    return `<ul data-type="taskList">${content}</ul>`;
  }
  if (start === null) return `<ul>${content}</ul>`;
  return `<ol${start === 1 ? "" : ` start="${start}"`}>${content}</ol>`;
}

function writeItem({ checked, blocks }: ListItem): string {
  if (checked === null) return `<li>${writeInner(blocks)}</li>`;
  const box = `<input type="checkbox"${checked ? ' checked="checked"' : ""}>`;
  return `<li data-checked="${checked}" data-type="taskItem"><label>${box}<span></span></label>` +
    `<div>${writeInner(blocks)}</div></li>`;
}

function writeRow(row: readonly TableCell[]): string {
  const cells = row.map(({ header, align, colspan, rowspan, blocks }) => {
    const name = header ? "th" : "td";
    const style = align === "" ? "" : ` style="text-align: ${escapeAttribute(align)}"`;
    const span = ` colspan="${colspan}" rowspan="${rowspan}"`;
    return `<${name}${span}${style}>${writeInner(blocks)}</${name}>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

/** Tags are opened and closed where the formatting of neighbours differs. */
function writeRuns(runs: readonly Run[]): string {
  let html = "";
  let open: readonly Mark[] = [];
  for (const { marks, ...run } of [...runs, { kind: "text", text: "", marks: [] } as const]) {
    const same = open.findIndex((mark, at) => !sameMark(mark, marks[at]));
    const kept = same < 0 ? open.length : same;
    html += open.slice(kept).toReversed().map(closeTag).join("");
    html += marks.slice(kept).map(openTag).join("") + writeRun({ ...run, marks });
    open = marks;
  }
  return html;
}

function writeRun(run: Run): string {
  switch (run.kind) {
    case "text":
      return escapeHtml(run.text);
    case "break":
      return "<br>";
    case "image": {
      const alt = run.alt === "" ? "" : ` alt="${escapeAttribute(run.alt)}"`;
      const title = run.title === "" ? "" : ` title="${escapeAttribute(run.title)}"`;
      return `<img src="${escapeAttribute(run.src)}"${alt}${title}>`;
    }
    case "element":
      return run.html;
  }
}

export function openTag(mark: Mark): string {
  switch (mark.name) {
    case "link": {
      const title = mark.title === "" ? "" : ` title="${escapeAttribute(mark.title)}"`;
      const target = 'target="_blank" rel="noopener noreferrer nofollow"';
      return `<a ${target} href="${escapeAttribute(mark.href)}"${title}>`;
    }
    case "tag":
      return `<${mark.tag}${mark.attributes}>`;
    case "strong":
    case "em":
    case "s":
    case "code":
      return `<${mark.name}>`;
  }
}

export function closeTag(mark: Mark): string {
  switch (mark.name) {
    case "link":
      return "</a>";
    case "tag":
      return `</${mark.tag}>`;
    case "strong":
    case "em":
    case "s":
    case "code":
      return `</${mark.name}>`;
  }
}
