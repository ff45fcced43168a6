import type { Block, TableCell } from "@/mapping/markup/document.ts";
import { type Element, isText, type Node } from "@/mapping/markup/html.ts";

type ReadBlocks = (nodes: readonly Node[]) => readonly Block[];

export function readTable(table: Element, readBlocks: ReadBlocks): Block {
  const rows = rowsOf(table.children).map((row) =>
    row.children.flatMap((cell): readonly TableCell[] =>
      isText(cell) || !/^t[dh]$/.test(cell.name) ? [] : [readCell(cell, readBlocks)]
    )
  );
  return { kind: "table", rows };
}

function rowsOf(nodes: readonly Node[]): readonly Element[] {
  return nodes.flatMap((node): readonly Element[] => {
    if (isText(node)) return [];
    if (node.name === "tr") return [node];
    return /^(thead|tbody|tfoot)$/.test(node.name) ? rowsOf(node.children) : [];
  });
}

function readCell({ name, attribs, children }: Element, readBlocks: ReadBlocks): TableCell {
  const style = /text-align:\s*(left|right|center)/.exec(attribs["style"] ?? "")?.[1];
  return {
    header: name === "th",
    align: attribs["align"] ?? style ?? "",
    colspan: spanOf(attribs["colspan"]),
    rowspan: spanOf(attribs["rowspan"]),
    blocks: readBlocks(children),
  };
}

function spanOf(value: string | undefined): number {
  const span = Number.parseInt(value ?? "1", 10);
  return Number.isNaN(span) || span < 1 ? 1 : span;
}
