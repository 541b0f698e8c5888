// Links inside a book: notes open in a sheet, everything else is gone to.
import { part, sheet } from "./reader-shell.js";

const NOTE_LETTERS = 1800;
const NOTE_ROLES = "[role=doc-footnote], [role=doc-endnote], aside, li, p, dd, div";

// A link is one to a note when the book says so, or when it is a small sign like [1], * or a raised number.
function looksLikeNote(link, target) {
  if (link.getAttribute("role") === "doc-noteref") return true;
  if (link.getAttribute("role") === "doc-backlink") return false;
  if (target?.matches("[role=doc-footnote], [role=doc-endnote]")) return true;
  return /^[\s[(]*(?:\d{1,3}|[*†‡]+|[a-z])[\s\])]*$/i.test(link.textContent) && Boolean(link.closest("sup") ?? link.querySelector("sup") ?? /[[(*]/.test(link.textContent));
}

export async function note(reader, link, chapter, anchor) {
  const here = chapter === reader.article.dataset.place;
  let target = document.getElementById(anchor);
  if (!target && anchor.includes(":") && !here && looksLikeNote(link)) {
    const article = await reader.arrived(chapter);
    target = article?.querySelector(`#${CSS.escape(anchor)}`);
  }
  const block = target?.closest(NOTE_ROLES) ?? target;
  if (!block || !looksLikeNote(link, target) || block.textContent.length > NOTE_LETTERS) {
    reader.goTo(chapter, { anchor: anchor.includes(":") ? anchor : "", push: true });
    return;
  }
  const dialog = sheet("chu-thich");
  const copy = block.cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll("[id]")]) element.removeAttribute("id");
  part("note", dialog).replaceChildren(copy);
  const more = part("note-link", dialog);
  more.href = link.href;
  more.onclick = (event) => {
    event.preventDefault();
    dialog.close();
    reader.goTo(chapter, { anchor, push: true });
  };
}
