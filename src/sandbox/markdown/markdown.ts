/** The blocks and marks that people use most; everything else is a paragraph. */
export function fromMarkdown(markdown: string): string {
  return markdown.trim().split(/\n{2,}/).map(blockToHtml).join("\n");
}

export function toMarkdown(html: string): string {
  return html
    .replace(
      /<ul[^>]*>([\s\S]*?)<\/ul>/g,
      (_, items: string) => `\n\n${itemsToMarkdown(items)}\n\n`,
    )
    .replace(
      /<h([1-6])>([\s\S]*?)<\/h\1>/g,
      (_, level: string, text: string) => `\n\n${"#".repeat(Number(level))} ${text}\n\n`,
    )
    .replace(/<p>([\s\S]*?)<\/p>/g, "\n\n$1\n\n")
    .replace(/<br\s*\/?>/g, "\n")
    .replace(/<(strong|b)>([\s\S]*?)<\/\1>/g, "**$2**")
    .replace(/<(em|i)>([\s\S]*?)<\/\1>/g, "*$2*")
    .replace(/<code>([\s\S]*?)<\/code>/g, "`$1`")
    .replace(/<a href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g, "[$2]($1)")
    .replace(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll(
      "&amp;",
      "&",
    )
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function blockToHtml(block: string): string {
  const heading = /^(#{1,6}) (.*)$/.exec(block);
  if (heading !== null) {
    const level = heading[1]?.length ?? 1;
    return `<h${level}>${marks(heading[2] ?? "")}</h${level}>`;
  }
  const lines = block.split("\n");
  if (lines.every((line) => /^[-*] \[[ xX]\] /.test(line))) {
    return `<ul data-type="taskList">\n${lines.map(taskItem).join("\n")}\n</ul>`;
  }
  if (lines.every((line) => /^[-*] /.test(line))) {
    return `<ul>\n${lines.map((line) => `<li>${marks(line.slice(2))}</li>`).join("\n")}\n</ul>`;
  }
  return `<p>${marks(block)}</p>`;
}

function taskItem(line: string): string {
  const isDone = /^[-*] \[[xX]\]/.test(line);
  return `<li data-type="taskItem" data-checked="${isDone}"><p>${marks(line.slice(6))}</p></li>`;
}

function itemsToMarkdown(items: string): string {
  const found = items.matchAll(/<li([^>]*)>([\s\S]*?)<\/li>/g);
  return [...found].map(([, attributes = "", text = ""]) => {
    const checked = /data-checked="(true|false)"/.exec(attributes)?.[1];
    const box = checked === undefined ? "" : checked === "true" ? "[x] " : "[ ] ";
    return `- ${box}${text.replace(/<\/?p>/g, "").trim()}`;
  }).join("\n");
}

function marks(text: string): string {
  return text
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/\*([^*]+)\*/g, "<em>$1</em>")
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, '<a href="$2">$1</a>');
}
