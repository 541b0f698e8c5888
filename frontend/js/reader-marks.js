// Bookmarks, highlights and notes of a reading page: the list in the sheet, the sheet of one note, the colours in the text.
import { copy, share } from "./reader-quote.js";
import { $, part, say, sheet, toast } from "./reader-shell.js";
import { highlight } from "./reader-text.js";

export const COLORS = ["yellow", "green", "blue", "pink"];
const NAMES = [...COLORS, "note"]; // of ::highlight(mark-…) in doc.entry.css; a note without colour is dotted

const isPassage = (mark) => mark.end > mark.offset && mark.excerpt;
// What a mark is follows from what it has.
const kindOf = (mark) => (mark.text ? "note" : isPassage(mark) ? "highlight" : "bookmark");

export class Marks {
  constructor(shell) {
    this.shell = shell;
    this.painted = [];
    document.addEventListener("densach:state", () => shell.kept.load().then(() => this.refresh()));
    if (shell.view.scopes) import("./reader-select.js").then(({ Selecting }) => (this.selecting = new Selecting(this)));
  }

  get kept() {
    return this.shell.kept;
  }

  get view() {
    return this.shell.view;
  }

  refresh() {
    this.show();
    this.paint();
    if (!document.getElementById("o-marks").hidden && document.getElementById("muc-luc").open) this.list();
  }

  // ---- The place in sight

  here() {
    const { chapter, offset, until } = this.view.where();
    return this.kept.marks.find(
      (mark) => !isPassage(mark) && mark.chapter === chapter && mark.offset >= offset && mark.offset <= (until ?? offset),
    );
  }

  show() {
    $('[data-do="mark"]').setAttribute("aria-pressed", Boolean(this.here()));
  }

  async toggle() {
    const held = this.here();
    if (held) return this.remove(held);
    await this.kept.mark(this.place());
    toast(say(this.kept.person ? "marked" : "markedhere"), { label: say("see"), run: () => this.open() });
    return this.show();
  }

  place() {
    const { chapter, offset, fraction, excerpt } = this.view.where();
    return { kind: "bookmark", chapter, offset, fraction, excerpt };
  }

  open() {
    this.shell.openContents($('[data-sheet="muc-luc"]').href);
    this.shell.showTab(document.getElementById("tab-marks"));
  }

  async save(mark) {
    const kept = await this.kept.mark({ ...mark, kind: kindOf(mark) });
    this.refresh();
    return kept;
  }

  async remove(mark) {
    await this.kept.unmark(mark);
    this.refresh();
    toast(say("unmarked"), { label: say("undo"), run: () => this.save(mark) });
  }

  // Where the words of a mark stand now: another release of the book may have moved them.
  async goTo(mark) {
    await this.view.goTo(mark.chapter, { offset: mark.offset });
    if (!isPassage(mark) || !this.view.scopes?.().some(({ chapter }) => chapter === mark.chapter)) return;
    this.paint();
    const there = this.painted.find((one) => one.mark.note === mark.note);
    if (!there) toast(say("lostwords"));
    else if (there.span[0] !== mark.offset) this.view.goTo(mark.chapter, { offset: there.span[0] });
  }

  // ---- The list

  list() {
    const panel = document.getElementById("o-marks");
    const lines = document.createElement("ul");
    lines.className = "marklist";
    lines.append(...this.kept.marks.map((mark) => this.line(mark)));
    const acts = document.createElement("div");
    acts.className = "btns";
    acts.append(this.press("markhere", () => !this.here() && this.toggle().then(() => this.list())));
    acts.append(this.press("notehere", () => this.edit(this.place())));
    if (this.selecting?.canChoose) acts.append(this.press("choose", () => this.selecting.choose()));
    const empty = this.words("nomarks");
    panel.replaceChildren(this.kept.marks.length ? lines : empty, acts);
    if (!this.kept.person) panel.append(this.words("onlyhere"));
  }

  words(key) {
    return Object.assign(document.createElement("p"), { className: "muted small", textContent: say(key) });
  }

  press(key, run, className = "btn ghost") {
    const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: say(key) });
    button.onclick = run;
    return button;
  }

  line(mark) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = this.shell.told.address.replace(/[cpt]0\//, `${mark.chapter}/`);
    link.dataset.place = mark.chapter;
    link.dataset.note = mark.note;
    const at = Object.assign(document.createElement("b"), { textContent: this.at(mark) });
    const words = Object.assign(document.createElement("span"), { textContent: mark.excerpt || mark.name || mark.chapter });
    link.append(at, words);
    line.append(link);
    if (isPassage(mark)) {
      words.className = `swatch ${mark.color || "note"}`;
      line.append(Object.assign(document.createElement("span"), { className: "small muted", textContent: this.kind(mark) }));
    }
    if (mark.text) line.append(Object.assign(document.createElement("p"), { className: "notetext", textContent: mark.text }));
    if (isPassage(mark) || mark.text) line.append(this.press("edit", () => this.edit(mark), "btn quiet"));
    else line.append(this.name(mark));
    line.append(this.press("remove", () => this.remove(mark), "btn quiet"));
    return line;
  }

  at(mark) {
    return this.view.describe?.(mark) ?? `${Math.round(mark.fraction * 100)} %`;
  }

  kind(mark) {
    const color = mark.color ? say(`color-${mark.color}`) : "";
    return [say(`kind-${kindOf(mark)}`), color].filter(Boolean).join(" · ");
  }

  name(mark) {
    const name = document.createElement("input");
    name.value = mark.name ?? "";
    name.maxLength = 120;
    name.placeholder = say("name");
    name.setAttribute("aria-label", say("name"));
    name.onchange = () => this.save({ ...this.kept.marks.find(({ note }) => note === mark.note), name: name.value });
    return name;
  }

  // ---- One note

  /** The sheet of a mark; one without id is kept only when it is saved. */
  edit(mark) {
    const dialog = sheet("ghi");
    const form = $("form", dialog);
    part("quote", form).textContent = mark.excerpt ?? "";
    part("quote", form).className = `swatch ${mark.color || "note"}`;
    part("colors", form).hidden = !isPassage(mark);
    form.elements.text.value = mark.text ?? "";
    for (const choice of form.elements.color) choice.checked = choice.value === (mark.color ?? "");
    part("onlyhere", form).hidden = Boolean(this.kept.person);
    const passage = isPassage(mark);
    const said = () => ({ ...mark, text: form.elements.text.value.trim(), color: passage ? form.elements.color.value : "" });
    form.onsubmit = async (event) => {
      event.preventDefault();
      dialog.close();
      await this.save(said());
      toast(say(this.kept.person ? "notekept" : "notekepthere"));
    };
    const presses = { "note-remove": () => this.remove(mark), "note-copy": () => copy(this.shell, mark), "note-share": () => share(this.shell, mark) };
    for (const [name, run] of Object.entries(presses)) {
      const button = $(`[data-do="${name}"]`, form);
      button.hidden = name === "note-remove" ? !mark.note : !passage;
      button.onclick = () => {
        if (name === "note-remove") dialog.close();
        run();
      };
    }
    form.elements.text.focus();
  }

  // ---- In the text

  paint() {
    if (!this.view.scopes) return;
    const found = Object.fromEntries(NAMES.map((name) => [name, []]));
    this.painted = [];
    for (const { chapter, letters } of this.view.scopes()) {
      for (const mark of this.kept.marks) {
        if (mark.chapter !== chapter || !isPassage(mark)) continue;
        const span = letters.anchor(mark);
        if (!span) continue;
        this.painted.push({ mark, chapter, span });
        found[mark.color || "note"]?.push(...letters.ranges(...span));
      }
    }
    for (const name of NAMES) highlight(`mark-${name}`, found[name]);
    if (!globalThis.CSS?.highlights) this.view.recount?.();
  }

  /** The mark on whose words a press fell, or null. */
  under({ clientX: x, clientY: y, target }) {
    if (!this.painted.length || !target.closest?.("article, .words")) return null;
    const caret = document.caretPositionFromPoint?.(x, y);
    const range = caret ? null : document.caretRangeFromPoint?.(x, y);
    const [node, index] = caret ? [caret.offsetNode, caret.offset] : range ? [range.startContainer, range.startOffset] : [];
    for (const { chapter, root, letters } of node ? this.view.scopes() : []) {
      if (!root.contains(node)) continue;
      const at = letters.offsetOf(node, index);
      const hit = this.painted.find(({ chapter: there, span: [begin, end] }) => there === chapter && at >= begin && at <= end);
      const on = hit && letters.ranges(...hit.span).some((piece) => [...piece.getClientRects()].some((r) => within(r, x, y)));
      return on ? hit.mark : null;
    }
    return null;
  }
}

const within = (rect, x, y) => x >= rect.left - 4 && x <= rect.right + 4 && y >= rect.top - 4 && y <= rect.bottom + 4;
