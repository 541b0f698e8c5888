// A passage is chosen by finger, mouse or keys; a bar below offers colours, a note, copying, sharing.
import { copy, share } from "./reader-quote.js";
import { part, say, toast } from "./reader-shell.js";

const SETTLES_MS = 250;
const LONGEST = 20_000; // letters; more is a whole chapter marked by mistake
const EXCERPT = 500;
const LETTER = /[\p{L}\p{M}\p{N}]/u;

export class Selecting {
  constructor(marks) {
    this.marks = marks;
    this.bar = part("marking");
    this.status = part("chosen");
    let wait;
    document.addEventListener("selectionchange", () => {
      clearTimeout(wait);
      wait = setTimeout(() => this.look(), SETTLES_MS);
    });
    // A press in the bar must not take the selection away before it was used.
    this.bar.addEventListener("pointerdown", (event) => event.preventDefault());
    this.bar.addEventListener("click", ({ target }) => this.press(target.closest("button")));
    this.bar.addEventListener("keydown", (event) => this.barKeys(event));
    document.addEventListener("keydown", (event) => this.choosing && this.chooseKeys(event), { capture: true });
  }

  get canChoose() {
    return Boolean(this.marks.view.blocks) && this.marks.view.scopes().length > 0;
  }

  look() {
    const passage = this.passage();
    if (!passage && this.bar.contains(document.activeElement)) return;
    this.chosen = passage;
    this.bar.hidden = !passage;
    if (passage && !this.choosing) this.status.textContent = say("chosen");
  }

  // What is selected, as a mark would keep it; null where it is none of the book's words.
  passage() {
    const selection = document.getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const scope = this.marks.view.scopes().find(({ root }) => root.contains(range.startContainer) || root.contains(range.endContainer));
    if (!scope) return null;
    const { letters, root, chapter } = scope;
    const offset = root.contains(range.startContainer) ? letters.offsetOf(range.startContainer, range.startOffset) : 0;
    const end = root.contains(range.endContainer) ? letters.offsetOf(range.endContainer, range.endOffset) : letters.total;
    const words = selection.toString().replace(/\s+/g, " ").trim();
    if (end <= offset || end - offset > LONGEST || !words) return null;
    const fraction = this.marks.view.fractionAt(chapter, offset, letters.total);
    return { chapter, offset, end, fraction, words, excerpt: words.slice(0, EXCERPT) };
  }

  // Fingers seldom meet the edge of a word.
  wholeWords() {
    const selection = document.getSelection();
    const range = selection.getRangeAt(0);
    const [from, to] = [range.startContainer, range.endContainer];
    let [begin, end] = [range.startOffset, range.endOffset];
    const inside = (text, index) => LETTER.test(text[index - 1] ?? "") && LETTER.test(text[index] ?? "");
    if (from.nodeType === Node.TEXT_NODE) while (inside(from.data, begin)) begin -= 1;
    if (to.nodeType === Node.TEXT_NODE) while (inside(to.data, end)) end += 1;
    selection.setBaseAndExtent(from, begin, to, end);
  }

  async press(button) {
    if (!button || !this.chosen) return;
    if (!document.getSelection().isCollapsed) this.wholeWords();
    const { words, ...passage } = this.passage() ?? this.chosen;
    const { color } = button.dataset;
    if (button.dataset.do === "sel-copy") copy(this.marks.shell, { ...passage, excerpt: words });
    else if (button.dataset.do === "sel-share") share(this.marks.shell, { ...passage, excerpt: words });
    else if (button.dataset.do === "sel-note") this.marks.edit({ ...passage, color: "" });
    else if (color) await this.paint(passage, color);
    this.end();
  }

  async paint(passage, color) {
    const same = ({ chapter, offset, end }) => chapter === passage.chapter && offset === passage.offset && end === passage.end;
    const mark = await this.marks.save({ ...passage, ...this.marks.kept.marks.find(same), color });
    const name = say(`color-${color}`);
    const said = say(this.marks.kept.person ? "painted" : "paintedhere", { color: name });
    toast(said, { label: say("addnote"), run: () => this.marks.edit(mark) });
  }

  end() {
    this.choosing = null;
    this.chosen = null;
    this.bar.hidden = true;
    document.getSelection()?.removeAllRanges();
    if (this.bar.contains(document.activeElement)) document.querySelector('[data-do="mark"]').focus();
  }

  // The pattern of toolbars: arrows move between its buttons, Escape leaves.
  barKeys(event) {
    const buttons = [...this.bar.querySelectorAll("button")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") this.end();
    else if (step) buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // ---- By keys alone: paragraph by paragraph

  choose() {
    document.getElementById("muc-luc").close();
    const blocks = this.marks.view.blocks();
    const first = blocks.findIndex((block) => this.marks.view.isPast(block));
    this.choosing = { blocks, from: Math.max(first, 0), to: Math.max(first, 0) };
    document.activeElement?.blur();
    toast(say("choosing"));
    this.showChoice();
  }

  chooseKeys(event) {
    const { blocks, from, to } = this.choosing;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") this.end();
    else if (event.key === "Enter" && !this.bar.contains(document.activeElement)) {
      this.look();
      this.choosing = null;
      this.bar.querySelector("button").focus();
    } else if (step) {
      const next = Math.min(Math.max(to + step, 0), blocks.length - 1);
      this.choosing = { blocks, from: event.shiftKey ? Math.min(from, next) : next, to: next };
      this.showChoice();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  showChoice() {
    const { blocks, from, to } = this.choosing;
    if (!blocks.length) return;
    const range = document.createRange();
    range.setStartBefore(blocks[from].firstChild ?? blocks[from]);
    range.setEndAfter(blocks[to].lastChild ?? blocks[to]);
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    this.marks.view.follow(blocks[to]);
    this.status.textContent = blocks[to].textContent.replace(/\s+/g, " ").trim().slice(0, 300);
  }
}
