// Taking a passage along: copied or shared with its source, no longer than quoting allows.
import { say, toast } from "./reader-shell.js";

/** `words` cut between two words so that they have at most `most` letters. */
export function cut(words, most) {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 2).replace(/\s\S*$/, "")} …`;
}

// “words” and below them: who, what, where it can be read.
function quoted(shell, { excerpt, chapter }) {
  const { by, most } = shell.told.quote;
  const words = cut(excerpt, most);
  const from = [by, shell.title].filter(Boolean).join(", ");
  const address = `${location.origin}${shell.told.address.replace(/[cpt]0\//, `${chapter}/`)}`;
  return { text: `“${words}”\n${from}\n${address}`, short: excerpt.length > most };
}

const told = (shell, short, key) => toast(short ? say("cut", { most: shell.told.quote.most }) : say(key));

export async function copy(shell, passage) {
  const { text, short } = quoted(shell, passage);
  if (await toClipboard(text)) told(shell, short, "copied");
  else toast(say("notcopied"));
}

/** By the device's own sheet; where it has none, the passage is copied. */
export async function share(shell, passage) {
  if (!navigator.share) return copy(shell, passage);
  const { text, short } = quoted(shell, passage);
  try {
    await navigator.share({ text });
    if (short) told(shell, short, "copied");
  } catch (error) {
    if (error.name !== "AbortError") return copy(shell, passage);
  }
  return undefined;
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http has no clipboard: the old way, inside the open dialog, which lets nothing else be chosen.
    const box = Object.assign(document.createElement("textarea"), { value: text, className: "sr" });
    (document.querySelector("dialog[open]") ?? document.body).append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }
}
