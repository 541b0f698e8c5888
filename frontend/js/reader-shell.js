// What every reading page has around its text: sheets, toasts, progress, the kept place. Marks stand in reader-marks.js.
import { Kept } from "./reader-kept.js";
import { Marks } from "./reader-marks.js";

export const $ = (selector, root = document) => root.querySelector(selector);
export const part = (name, root = document) => root.querySelector(`[data-part="${name}"]`);
// Whether the person asked the device for less motion.
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const does = (name) => document.querySelector(`[data-do="${name}"]`);

export const data = () => JSON.parse(document.getElementById("sach").textContent);

// Sentences stand in the page, so that they are translated with it: say("page", {page: 3, pages: 9}).
let sentences;
export function say(name, values = {}) {
  sentences ??= Object.fromEntries(
    [...document.querySelectorAll('[data-part="words"] dt')].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]),
  );
  return (sentences[name] ?? name).replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

export async function fragment(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html").body;
}

let toastTimer;
// A line at the bottom; `action` {label, run} adds a button. Goes away by itself.
export function toast(text, action) {
  const box = part("toast");
  box.replaceChildren(document.createTextNode(text));
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.onclick = () => {
      box.hidden = true;
      action.run();
    };
    box.append(button);
  }
  box.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (box.hidden = true), action ? 9000 : 4000);
}

export function sheet(id) {
  const dialog = document.getElementById(id);
  if (!dialog.ready) {
    dialog.ready = true;
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
  }
  if (!dialog.open) dialog.showModal();
  return dialog;
}

export class Shell {
  // `view` has goTo(chapter, {anchor, offset, words}), where(), turn(step), atEnd(); and where its text can be marked,
  // scopes(). `verb` and `plays()` as in Kept.
  constructor(view, told, { verb, plays } = {}) {
    this.view = view;
    this.told = told;
    const address = /^\/doc\/[^/]+\//.exec(location.pathname)[0];
    this.address = address;
    this.title = $(".booktitle").textContent;
    const question = new URLSearchParams(location.search);
    const named = question.get("cho") || question.get("dau") || location.hash || /\/[cpt]\d+\/$/.test(location.pathname);
    this.opening = { asked: Boolean(named), goesOn: question.has("tiep") };
    this.kept = new Kept({ edition: told.edition, address, title: this.title, verb, plays });
    this.kept.where = () => view.where();
    this.kept.ticked = () => this.kept.atEnd && this.finish();
    this.marks = new Marks(this);
    this.listen();
    document.addEventListener("densach:full", () => toast(say("full")));
    import("./reader-meet.js").then(({ meet }) => meet(this), () => {}); // no line: nothing to meet
  }

  listen() {
    const toc = $('[data-sheet="muc-luc"]');
    toc?.addEventListener("click", (event) => {
      event.preventDefault();
      this.openContents(toc.href);
    });
    for (const [name, step] of [["before", -1], ["after", 1]]) {
      const tool = does(name);
      if (!tool) continue;
      tool.hidden = false;
      tool.addEventListener("click", (event) => {
        event.preventDefault();
        this.view.turn(step);
      });
      if (!tool.href) tool.setAttribute("role", "button"), (tool.href = "#");
    }
    const mark = does("mark");
    mark.hidden = false;
    mark.addEventListener("click", () => this.marks.toggle());
    const done = does("finish");
    done.hidden = false;
    done.addEventListener("click", () => this.finish());
    for (const tab of document.querySelectorAll('#muc-luc [role="tab"]')) {
      tab.addEventListener("click", () => this.showTab(tab));
      tab.addEventListener("keydown", (event) => this.tabKeys(event, tab));
    }
    document.getElementById("muc-luc").addEventListener("click", (event) => this.choose(event));
    const form = $("#o-find form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.find(form);
    });
    let wait;
    form.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => this.find(form), 400);
    });
  }

  async openContents(url) {
    sheet("muc-luc");
    const panel = document.getElementById("o-toc");
    if (!panel.childElementCount) {
      panel.textContent = say("loading");
      try {
        panel.replaceChildren(...(await fragment(url)).childNodes);
      } catch {
        panel.textContent = say("failed");
        return;
      }
    }
    const here = this.view.where().chapter;
    for (const link of panel.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    const links = [...panel.querySelectorAll("a")];
    const current = this.view.entryFor?.(links, here) ?? links.find((link) => link.dataset.place === here);
    current?.setAttribute("aria-current", "true");
    current?.scrollIntoView({ block: "center" });
  }

  showTab(tab) {
    for (const other of document.querySelectorAll('#muc-luc [role="tab"]')) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", chosen);
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (tab.id === "tab-marks") this.marks.list();
    if (tab.id === "tab-find") $("#o-find input[type=search]").focus();
  }

  tabKeys(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...tab.parentElement.children];
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    this.showTab(next);
  }

  choose(event) {
    const link = event.target.closest("a[data-place]");
    if (!link) return;
    event.preventDefault();
    document.getElementById("muc-luc").close();
    const marked = this.kept.marks.find(({ note }) => note === link.dataset.note);
    if (marked) {
      this.marks.goTo(marked);
      return;
    }
    const url = new URL(link.href);
    const anchor = decodeURIComponent(url.hash.slice(1));
    const offset = Number(link.dataset.offset ?? -1);
    const words = url.searchParams.get("tim") ?? "";
    const near = words ? link.querySelector("span").textContent : "";
    this.jumped = true;
    this.view.goTo(link.dataset.place, { anchor, offset, words, near });
  }

  async find(form) {
    const hits = part("hits");
    try {
      const url = `${form.action}?${new URLSearchParams(new FormData(form))}`;
      hits.replaceChildren(...(await fragment(url)).childNodes);
    } catch {
      hits.textContent = say("failed");
    }
  }

  // Read to the end: by coming there page by page, or because somebody says so.
  async finish() {
    if (await this.kept.finish()) toast(say("finished"));
    this.showFinished();
  }

  showFinished() {
    const done = does("finish");
    done.setAttribute("aria-pressed", this.kept.finished);
    done.lastElementChild.textContent = say(this.kept.finished ? "isfinished" : "finish");
  }

  // Progress below; `text` is what people read, `fraction` how far.
  progress(text, fraction) {
    part("where").textContent = text;
    const bar = part("bar");
    const percent = Math.round(fraction * 100);
    bar.firstElementChild.style.setProperty("--v", percent);
    bar.setAttribute("aria-label", say("percent", { percent }));
  }

  // Ends of the book switch a button off; an anchor has no `disabled`.
  ends(first, last) {
    for (const [name, off] of [["before", first], ["after", last]]) {
      does(name)?.toggleAttribute("aria-disabled", off);
      if (off) does(name)?.setAttribute("aria-disabled", "true");
    }
  }

  keep(place) {
    const { kept } = this;
    const isEnd = Boolean(this.view.atEnd?.());
    // Who jumped to the last page to look something up has not read the book.
    kept.atEnd = isEnd && !this.jumped;
    if (!isEnd) this.jumped = false;
    kept.keep(place, kept.pace.byHand);
    // The address says where the page began; loading it again must open where the reader is now.
    const edition = new URLSearchParams(location.search).get("edition");
    const url = this.address + (edition ? `?edition=${edition}` : "");
    if (location.pathname + location.search + location.hash !== url) history.replaceState(history.state, "", url);
    this.marks.show();
  }
}
