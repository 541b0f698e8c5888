// Books whose pages are drawn as the publisher laid them out: sandboxed frames, scaled as a whole, one
// or two beside each other. Scripts cannot run in them; turning is heard from outside.
import { hands, keys } from "./reader-hands.js";
import { Shell, part, say, toast } from "./reader-shell.js";
import { questionWords, wordsIn } from "./reader-text.js";

const KEPT = 6; // frames in the page, hidden ones included

export function open(island, told) {
  return new Fixed(island, told);
}

class Fixed {
  constructor(island, told) {
    this.island = island;
    this.told = told;
    this.ids = told.pages.map(([id]) => id);
    this.rtl = told.direction === "rtl";
    this.frames = new Map();
    this.words = new URLSearchParams(location.search).get("tim") ?? "";
    this.spread = document.createElement("div");
    this.spread.className = "spread";
    this.spread.dir = this.rtl ? "rtl" : "ltr";
    this.index = this.ids.indexOf(island.querySelector("article").dataset.place);
    island.replaceChildren(this.spread);
    document.documentElement.classList.add("turning");
    document.body.classList.add("turning-frames");
    this.shell = new Shell(this, told);
    const common = { turn: (step) => this.turn(step), isRtl: () => this.rtl, takes: () => true };
    this.common = { ...common, middle: () => document.body.classList.toggle("bars-off") };
    hands(this.spread, this.common);
    const end = (step) => {
      this.shell.jumped = true;
      this.goTo(this.ids.at(step < 0 ? 0 : -1));
    };
    keys(document, { ...common, end });
    this.keys = { ...common, end: () => {} };
    addEventListener("resize", () => this.draw());
    this.draw();
    import("./reader-aloud.js").then(({ offer }) => offer(this), () => {}); // no line: without it
  }

  // Two pages beside each other where the window is wide; the cover stands alone, as in print.
  get pair() {
    const [, width, height] = this.told.pages[this.index];
    if (innerWidth < innerHeight * 1.15 || width > height || this.index === 0) return [this.index];
    const first = this.index % 2 ? this.index : this.index - 1;
    return [first, first + 1].filter((index) => index < this.ids.length);
  }

  draw() {
    const shown = this.pair;
    const box = this.spread.getBoundingClientRect();
    const sizes = shown.map((index) => this.told.pages[index].slice(1));
    const wide = sizes.reduce((sum, [width]) => sum + width, 0);
    this.scale = Math.min(box.width / wide, box.height / Math.max(...sizes.map(([, height]) => height)));
    for (const [index, frame] of this.frames) frame.parentElement.hidden = !shown.includes(index);
    shown.forEach((index, place) => {
      const [width, height] = sizes[place];
      const frame = this.frame(index);
      const holder = frame.parentElement;
      holder.hidden = false;
      holder.style.order = place;
      holder.style.width = `${width * this.scale}px`;
      holder.style.height = `${height * this.scale}px`;
      frame.style.transform = `scale(${this.scale})`;
    });
    this.tidy(shown);
    this.tell(shown);
    clearTimeout(this.ahead);
    this.ahead = setTimeout(() => shown.at(-1) + 1 < this.ids.length && this.frame(shown.at(-1) + 1), 800);
  }

  frame(index) {
    if (this.frames.has(index)) return this.frames.get(index);
    const [id, width, height] = this.told.pages[index];
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-same-origin");
    frame.title = say("page", { page: index + 1, pages: this.ids.length });
    frame.width = width;
    frame.height = height;
    frame.src = this.told.frames.replace("c0.html", `${id}.html`);
    frame.addEventListener("load", () => this.loaded(frame, index));
    const holder = document.createElement("div");
    holder.className = "sheetframe";
    holder.hidden = true;
    holder.append(frame);
    this.spread.append(holder);
    this.frames.set(index, frame);
    return frame;
  }

  // Frames far from the page in sight cost memory.
  tidy(shown) {
    const far = [...this.frames.keys()].sort((a, b) => Math.abs(b - shown[0]) - Math.abs(a - shown[0]));
    for (const index of far.slice(0, Math.max(0, far.length - KEPT))) {
      this.frames.get(index).parentElement.remove();
      this.frames.delete(index);
    }
  }

  loaded(frame, index) {
    const inside = frame.contentDocument;
    if (!inside?.body) return;
    const across = (event) => (frame.getBoundingClientRect().left + event.clientX * this.scale) / innerWidth;
    for (const name of ["pointerdown", "keydown"]) inside.addEventListener(name, () => this.shell.kept.pace.hand());
    hands(inside, { ...this.common, across });
    keys(inside, this.keys);
    inside.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      const chapter = link && /\/(c\d+)\//.exec(link.getAttribute("href"))?.[1];
      if (!link) return;
      event.preventDefault();
      if (chapter) this.goTo(chapter);
    });
    if (this.words) this.mark(inside);
    if (this.pair.includes(index)) this.waiting?.();
  }

  mark(inside) {
    const wanted = questionWords(this.words);
    const walker = inside.createTreeWalker(inside.body, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    for (const node of nodes) {
      for (const [begin, end] of [...wordsIn(node.data, wanted)].reverse()) {
        const range = inside.createRange();
        range.setStart(node, begin);
        range.setEnd(node, end);
        const mark = inside.createElement("mark");
        range.surroundContents(mark);
      }
    }
  }

  turn(step) {
    const shown = this.pair;
    const next = step > 0 ? shown.at(-1) + 1 : shown[0] - 1;
    if (next >= this.ids.length) {
      toast(say("end"));
      this.shell.finish();
    }
    if (next < 0 || next >= this.ids.length) return;
    this.index = next;
    this.draw();
  }

  goTo(chapter, { words = "" } = {}) {
    const index = this.ids.indexOf(chapter);
    if (index < 0) return;
    this.index = index;
    if (words && words !== this.words) {
      this.words = words;
      for (const frame of this.frames.values()) frame.parentElement.remove();
      this.frames.clear();
    }
    this.draw();
  }

  where() {
    const shown = this.pair;
    return {
      chapter: this.ids[shown[0]],
      offset: 0,
      fraction: (shown.at(-1) + 1) / this.ids.length,
      excerpt: say("page", { page: shown[0] + 1, pages: this.ids.length }),
    };
  }

  atEnd() {
    return this.pair.at(-1) === this.ids.length - 1;
  }

  describe({ chapter }) {
    return say("pageof", { page: this.ids.indexOf(chapter) + 1 });
  }

  tell(shown) {
    const page = shown.map((index) => index + 1).join("–");
    this.shell.progress(say("page", { page, pages: this.ids.length }), (shown.at(-1) + 1) / this.ids.length);
    this.shell.ends(shown[0] === 0, shown.at(-1) === this.ids.length - 1);
    this.island.dataset.page = shown[0];
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.shell.keep(this.where()), 300);
  }

  // ---- For reading aloud

  get chapters() {
    return this.pair.map((index) => this.ids[index]);
  }

  // Waits for the frame of the page, which may still be on its way.
  async element(id, chapter) {
    const frame = this.frame(this.ids.indexOf(chapter));
    if (!frame.contentDocument?.getElementById(id)) {
      await new Promise((done) => {
        this.waiting = done;
        setTimeout(done, 4000);
      });
    }
    return frame.contentDocument?.getElementById(id) ?? null;
  }

  isPast() {
    return true;
  }

  follow() {}

  blocks() {
    return this.chapters.flatMap((id) => {
      const body = this.frame(this.ids.indexOf(id)).contentDocument?.body;
      return body ? [...body.querySelectorAll("p, h1, h2, h3, li, text")].filter((block) => block.textContent.trim()) : [];
    });
  }
}
