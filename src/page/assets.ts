import htmx from "htmx.org/dist/htmx.min.js" with { type: "text" };
import sse from "htmx.org/dist/ext/hx-sse.min.js" with { type: "text" };
import icon from "@/page/browser/icon.svg" with { type: "text" };
import own from "@/page/browser/page.js" with { type: "text" };
import style from "@/page/browser/style.css" with { type: "text" };

interface Asset {
  /** Differs wherever the text does, so that browsers keep it for ever. */
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

export const styleAsset = asset("style", "css", "text/css", style.replace(/\s+/g, " "));
export const iconAsset = asset("icon", "svg", "image/svg+xml", icon);
/**
 * One, in this order: what adds to another comes after it. In three, htmx would begin without what has not come yet, and
 * a window would never be told of anything.
 */
export const scriptAsset = asset("page", "js", "text/javascript", [htmx, sse, own].join("\n;\n"));

export const assets: readonly Asset[] = [styleAsset, iconAsset, scriptAsset];

function asset(name: string, ending: string, type: string, text: string): Asset {
  return { path: `/assets/${name}.${sumOf(text)}.${ending}`, type: `${type}; charset=utf-8`, text };
}

/** FNV-1a. */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum >>> 0).toString(36);
}
