// Books that flow. Scrolling: chapters follow each other in the page. Turning: one chapter in columns
// as wide as the window, moved by whole windows.
import { hands, keys } from "./reader-hands.js";
import { Looks } from "./reader-looks.js";
import { $, Shell, calm, fragment, part, say, toast } from "./reader-shell.js";
import { Letters, highlight, questionWords, wordsIn } from "./reader-text.js";

const CHAPTERS_KEPT = 8; // fetched ones in memory
const CHAPTERS_SHOWN = 5; // below each other when scrolling
const WORDS_A_MINUTE = 220;
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, dt, dd, figcaption, blockquote, td, th, pre";
const POOR = (navigator.deviceMemory ?? (navigator.hardwareConcurrency <= 2 ? 2 : 4)) <= 2;

export function open(island, told) {
  return new Flow(island, told);
}

export class Flow {
  constructor(island, told) {
    this.island = island;
    this.told = told;
    this.ids = told.chapters.map(([id]) => id);
    this.weights = told.chapters.map(([, words]) => words);
    this.sum = this.weights.reduce((a, b) => a + b, 0);
    this.vertical = told.direction === "vertical-rl";
    this.rtl = told.direction === "rtl" || this.vertical;
    this.articles = new Map();
    this.article = $("article", island);
    this.page = 0;
    this.shell = new Shell(this, told);
    this.looks = new Looks(part("looks"), (name) => this.relook(name));
    if (!this.looks.get("way")) this.looks.set("way", this.vertical || !POOR ? "lat" : "cuon");
    this.begin();
  }

  get turns() {
    return this.vertical || this.looks.get("way") === "lat";
  }

  begin() {
    const question = new URLSearchParams(location.search);
    const [, anchor = ""] = (question.get("cho") ?? "").split(":");
    const hash = decodeURIComponent(location.hash.slice(1));
    const chapter = this.article.dataset.place;
    const offset = Number(question.get("dau") ?? this.island.dataset.offset);
    this.layout();
    this.show({ anchor: hash || (anchor && `${chapter}:${anchor}`), offset, words: question.get("tim") ?? "" });
    this.listen();
    if (!navigator.connection?.saveData) setTimeout(() => this.ahead(), 1500);
  }

  listen() {
    const takes = () => this.turns;
    const common = { turn: (step) => this.turn(step), isRtl: () => this.rtl, takes };
    hands(this.island, {
      ...common,
      middle: () => document.body.classList.toggle("bars-off"),
      leaves: (event) => this.picture(event) || this.shell.marks.under(event),
    });
    keys(document, { ...common, end: (step) => this.toEnd(step) });
    this.island.addEventListener("click", (event) => this.touched(event));
    addEventListener("scroll", () => this.scrolled(), { passive: true });
    // A link reached by Tab, or words found by the browser, move the columns: go to the whole page.
    this.island.addEventListener("scroll", () => this.turns && this.snap(), { passive: true });
    // The window, or a strip above that says there is no line, changes the room for the text. When scrolling, only
    // the width counts: the height grows with every chapter, and with the address bar of phones.
    const size = () => [this.island.clientWidth, this.turns ? this.island.clientHeight : 0].join();
    let known = size();
    new ResizeObserver(() => {
      if (size() === known) return;
      known = size();
      this.relook("size");
    }).observe(this.island);
    addEventListener("popstate", (event) => {
      const place = event.state?.place;
      if (place) this.goTo(place.chapter, { offset: place.offset, quiet: true });
    });
    // Fonts, the book's sheet, and pictures that do not say their size, move the text when they come.
    let late;
    const came = () => {
      clearTimeout(late);
      late = setTimeout(() => this.relook("size"), 60);
    };
    this.island.addEventListener("load", came, true);
    document.fonts?.addEventListener("loadingdone", came);
    document.fonts?.ready.then(came);
    import("./reader-aloud.js").then(({ offer }) => offer(this), () => {}); // no line: without it
  }

  // ---- Laying out

  layout() {
    document.documentElement.classList.toggle("turning", this.turns);
    if (this.turns) {
      for (const other of this.island.querySelectorAll("article")) if (other !== this.article) other.remove();
      this.measure();
    } else {
      this.island.style.removeProperty("--w");
      this.watchEnd();
    }
    this.letters = null;
  }

  measure() {
    const box = this.island;
    this.long = this.vertical ? box.clientHeight : box.clientWidth;
    box.style.setProperty("--w", `${box.clientWidth}px`);
    box.style.setProperty("--h", `${box.clientHeight}px`);
    this.article.classList.remove("lone");
    const whole = this.vertical ? this.article.scrollHeight : this.article.scrollWidth;
    this.pages = Math.max(1, Math.ceil((whole - 2) / this.long));
    if (this.pages === 1 && !this.vertical) this.article.classList.toggle("lone", this.fillsHalf());
    // The last page must be able to stand whole in the window, also when only its left half is full.
    box.style.setProperty("--pages", this.pages);
    this.page = Math.min(this.page, this.pages - 1);
    this.place();
  }

  // A cover or a few words fill one half of an open book at most: they stand in the middle.
  fillsHalf() {
    const words = document.createRange();
    words.selectNodeContents(this.article);
    return words.getBoundingClientRect().width <= this.island.clientWidth / 2;
  }

  place() {
    const at = this.page * this.long;
    if (this.vertical) this.island.scrollTop = at;
    else this.island.scrollLeft = this.rtl ? -at : at;
  }

  // Another size or paper: the same words stay where they were read.
  relook(name) {
    if (name === "paper") return;
    // The new letters are there already, so the place is the one that was seen before them.
    const { offset } = this.held ?? this.where();
    this.layout();
    this.show({ offset, quiet: true });
    this.relooked = true;
  }

  // The chapters in sight, in which words can be marked.
  scopes() {
    const shown = this.turns ? [this.article] : [...this.island.querySelectorAll("article")];
    return shown.map((root) => ({ chapter: root.dataset.place, root, letters: this.lettersOf(root) }));
  }

  lettersOf(root) {
    if (root === this.article) return this.text();
    root.letters ??= new Letters(root);
    return root.letters;
  }

  // Elements stand around words that are marked, where the browser knows no other way: count anew.
  recount() {
    this.letters = null;
    for (const article of this.island.querySelectorAll("article")) delete article.letters;
  }

  text() {
    if (this.letters?.root !== this.article) {
      this.letters = new Letters(this.article);
      this.letters.root = this.article;
    }
    return this.letters;
  }

  // ---- Places

  index(chapter = this.article.dataset.place) {
    return this.ids.indexOf(chapter);
  }

  where() {
    if (!this.turns) this.article = this.topmost();
    const text = this.text();
    const box = this.turns ? this.island.getBoundingClientRect() : { top: this.barHeight(), bottom: innerHeight };
    const isPast = (edge) => (rect) => {
      if (!this.turns || this.vertical) return rect.bottom > edge + 1;
      return this.rtl ? rect.left < edge - 1 : rect.right > edge + 1;
    };
    const near = !this.turns || this.vertical ? box.top : this.rtl ? box.right : box.left;
    const far = !this.turns || this.vertical ? box.bottom : this.rtl ? box.left : box.right;
    const offset = this.page || !this.turns ? text.first(isPast(near)) : 0;
    const until = Math.max(offset, text.first(isPast(far)) - 1);
    const index = this.index();
    const before = this.weights.slice(0, index).reduce((a, b) => a + b, 0);
    const inside = text.total ? Math.min(1, (until + 1) / text.total) : 1;
    return {
      chapter: this.article.dataset.place,
      offset,
      until,
      inside,
      fraction: Math.min(1, (before + this.weights[index] * inside) / this.sum),
      excerpt: text.excerpt(offset),
    };
  }

  // How much of the book lies before a letter of a chapter.
  fractionAt(chapter, offset, total) {
    const index = this.index(chapter);
    const before = this.weights.slice(0, index).reduce((a, b) => a + b, 0);
    return Math.min(1, (before + (total ? (this.weights[index] * offset) / total : 0)) / this.sum);
  }

  atEnd() {
    if (this.index() !== this.ids.length - 1) return false;
    return this.turns ? this.page >= this.pages - 1 : this.article.getBoundingClientRect().bottom < innerHeight + 40;
  }

  topmost() {
    const edge = this.barHeight() + innerHeight / 4;
    const shown = [...this.island.querySelectorAll("article")];
    return shown.findLast?.((a) => a.getBoundingClientRect().top <= edge) ?? shown.filter((a) => a.getBoundingClientRect().top <= edge).pop() ?? shown[0];
  }

  barHeight() {
    return $(".reader .top").getBoundingClientRect().bottom;
  }

  // Bring a letter, an element or the first of some words into sight.
  // `near` are words around the hit that was chosen, where a chapter has several.
  show({ anchor = "", offset = 0, words = "", near = "", atEnd = false, quiet = false }) {
    if (words) {
      const hits = this.mark(words);
      const from = near ? this.text().find(near) : 0;
      const hit = hits.find(([begin]) => begin >= from) ?? hits[0];
      if (hit && !anchor && offset <= 0) [offset] = hit;
    }
    const element = anchor && document.getElementById(anchor);
    const rect = element ? element.getBoundingClientRect() : offset > 0 ? this.text().rect(offset) : null;
    if (this.turns) this.page = atEnd ? this.pages - 1 : rect ? this.pageOf(rect) : 0;
    if (this.turns) this.place();
    else if (rect) scrollBy(0, rect.top - this.barHeight() - 12);
    else if (!quiet) scrollTo(0, this.article.getBoundingClientRect().top + scrollY - this.barHeight());
    if (element) {
      element.tabIndex = -1;
      element.focus({ preventScroll: true });
    }
    if (offset > 0 || !rect) this.held = { offset: rect ? offset : 0 };
    if (!rect && atEnd) this.held = null;
    this.shell.marks.paint();
    this.moved();
  }

  pageOf(rect) {
    const box = this.island.getBoundingClientRect();
    const ahead = this.vertical ? rect.top - box.top : this.rtl ? box.right - rect.right : rect.left - box.left;
    return Math.max(0, Math.min(this.pages - 1, Math.floor((ahead + this.page * this.long + 2) / this.long)));
  }

  mark(words) {
    const wanted = questionWords(words);
    const text = this.text();
    const hits = [];
    const ranges = [];
    text.nodes.forEach((node, i) => {
      for (const [begin, end] of wordsIn(node.data, wanted)) {
        const range = document.createRange();
        range.setStart(node, begin);
        range.setEnd(node, end);
        ranges.push(range);
        hits.push([text.starts[i] + begin, text.starts[i] + end]);
      }
    });
    highlight("tim", ranges);
    this.letters = globalThis.CSS?.highlights ? this.letters : null;
    return hits;
  }

  // ---- Moving

  turn(step) {
    if (!this.turns) {
      scrollBy({ top: step * (innerHeight - this.barHeight() - 110), behavior: "instant" });
      return undefined;
    }
    const page = this.page + step;
    if (page >= 0 && page < this.pages) return this.setPage(page);
    const next = this.ids[this.index() + step];
    if (next) return this.goTo(next, { atEnd: step < 0 });
    if (step > 0) {
      toast(say("end"));
      this.shell.finish();
    }
    return undefined;
  }

  // To the first or last page of the chapter, by keys: no way of reading it.
  toEnd(step) {
    this.shell.jumped = true;
    return this.setPage(step < 0 ? 0 : this.pages - 1);
  }

  setPage(page) {
    if (!this.turns) return scrollTo(0, page ? document.body.scrollHeight : 0);
    this.page = page;
    // A person moves: whatever was held is left, also where late letters lay the page out anew before it came to rest.
    this.held = null;
    this.relooked = false;
    this.place();
    return this.moved();
  }

  snap() {
    const at = this.vertical ? this.island.scrollTop : Math.abs(this.island.scrollLeft);
    if (Math.abs(at - this.page * this.long) < 2) return;
    this.page = Math.max(0, Math.min(this.pages - 1, Math.round(at / this.long)));
    this.place();
    this.moved();
  }

  async goTo(chapter, options = {}) {
    if (options.push) {
      const { chapter: from, offset } = this.where();
      history.replaceState({ place: { chapter: from, offset } }, "");
      history.pushState({ place: { chapter, offset: options.offset ?? 0 } }, "");
    }
    if (this.index(chapter) < 0) return;
    const shown = $(`article[data-place="${chapter}"]`, this.island);
    const article = shown ?? (await this.arrived(chapter));
    if (!article) return;
    if (article !== this.article || !shown) {
      if (!shown) {
        for (const other of this.island.querySelectorAll("article")) other.remove();
        this.island.querySelector(".turn:last-of-type").before(article);
      }
      this.article = article;
      this.page = 0;
      this.layout();
    }
    this.show(options);
  }

  arrived(chapter) {
    const asked = this.fetched(chapter);
    const slow = setTimeout(() => toast(say("loading")), 600);
    return asked
      .then((article) => article)
      .catch(() => {
        toast(say("failed"), { label: say("again"), run: () => this.goTo(chapter) });
        return null;
      })
      .finally(() => clearTimeout(slow));
  }

  fetched(chapter) {
    if (!this.articles.has(chapter)) {
      const url = this.told.address.replace("/c0/", `/${chapter}/`);
      const asked = fragment(url).then((body) => document.adoptNode($("article", body)));
      asked.catch(() => this.articles.delete(chapter));
      this.articles.set(chapter, asked);
      if (this.articles.size > CHAPTERS_KEPT) this.articles.delete(this.articles.keys().next().value);
    }
    return this.articles.get(chapter);
  }

  ahead() {
    const next = this.ids[this.index() + 1];
    if (next) this.fetched(next).catch(() => {});
  }

  // ---- Scrolling on

  watchEnd() {
    this.observer ??= new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.grow(), {
      rootMargin: "900px",
    });
    this.observer.observe(this.island.querySelector(".turn:last-of-type"));
  }

  async grow() {
    if (this.turns || this.growing) return;
    const shown = [...this.island.querySelectorAll("article")];
    const next = this.ids[this.index(shown.at(-1).dataset.place) + 1];
    if (!next) return;
    this.growing = true;
    const article = await this.arrived(next);
    this.growing = false;
    if (!article || this.turns || article.isConnected) return;
    shown.at(-1).after(article);
    this.shell.marks.paint();
    if (shown.length >= CHAPTERS_SHOWN) {
      const top = article.getBoundingClientRect().top;
      shown[0].remove();
      this.articles.delete(shown[0].dataset.place);
      scrollBy({ top: article.getBoundingClientRect().top - top, behavior: "instant" });
    }
    // The observer tells only of changes: ask again while the end is still near.
    this.observer.unobserve(this.island.querySelector(".turn:last-of-type"));
    this.watchEnd();
  }

  scrolled() {
    if (this.turns) return;
    clearTimeout(this.scrollTimer);
    this.scrollTimer = setTimeout(() => this.moved(), 200);
  }

  // ---- After each move

  moved() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.turns) this.sayPage();
      clearTimeout(this.settled);
      this.settled = setTimeout(() => this.settle(), 250);
    });
  }

  sayPage() {
    const index = this.index();
    const inside = (this.page + 1) / this.pages;
    const left = this.weights.slice(index + 1).reduce((a, b) => a + b, 0) + this.weights[index] * (1 - inside);
    this.tell(index, inside, left);
  }

  tell(index, inside, left) {
    const before = this.sum - left;
    const minutes = Math.ceil(left / WORDS_A_MINUTE);
    const name = this.article.dataset.title;
    const page = this.turns ? say("page", { page: this.page + 1, pages: this.pages }) : "";
    const hours = Math.floor(minutes / 60);
    const time = hours ? say("hours", { hours, minutes: minutes % 60 }) : minutes ? say("left", { minutes }) : "";
    // Phones have room for the page and the time; the name of the chapter goes first on wide screens.
    const parts = innerWidth < 640 && page ? [page, time] : [name, page, time];
    this.shell.progress(parts.filter(Boolean).join(" · "), before / this.sum);
    this.shell.ends(index === 0 && this.page === 0 && this.turns, false);
    this.island.dataset.page = this.page;
  }

  settle() {
    const place = this.where();
    if (!this.turns) {
      const index = this.index();
      const left = this.sum - place.fraction * this.sum;
      this.tell(index, place.inside, left);
    }
    if (!this.relooked) this.held = place;
    this.relooked = false;
    this.shell.keep(place);
    if (place.inside > 0.5 && !navigator.connection?.saveData) this.ahead();
  }

  // The line of the contents that the page belongs to: chapters may hold several, or be a part of one.
  entryFor(links, here) {
    const index = this.index(here);
    const isBegun = (link) => {
      const at = this.index(link.dataset.place);
      if (at !== index) return at < index;
      const element = document.getElementById(decodeURIComponent(new URL(link.href).hash.slice(1)));
      if (!element) return true;
      const rect = element.getBoundingClientRect();
      return this.turns ? this.pageOf(rect) <= this.page : rect.top < innerHeight * 0.6;
    };
    return links.filter(isBegun).at(-1);
  }

  // ---- For reading aloud

  get chapters() {
    return [this.article.dataset.place];
  }

  element(id) {
    return document.getElementById(id);
  }

  // Whether an element is in sight or still to come.
  isPast(element) {
    const rect = element.getBoundingClientRect();
    return this.turns ? this.pageOf(rect) >= this.page : rect.bottom > this.barHeight();
  }

  // The page, or the part of it, where an element stands comes into sight.
  follow(element) {
    const rect = element.getBoundingClientRect();
    if (this.turns) {
      const page = this.pageOf(rect);
      if (page !== this.page) this.setPage(page);
    } else if (rect.top < this.barHeight() || rect.bottom > innerHeight - 90) {
      scrollBy({ top: rect.top - innerHeight / 3, behavior: calm() ? "instant" : "smooth" });
    }
  }

  blocks() {
    return [...this.article.querySelectorAll(BLOCKS)].filter(
      (block) => block.textContent.trim() && !block.querySelector(BLOCKS),
    );
  }

  // ---- Links, notes, pictures

  touched(event) {
    const link = event.target.closest("a[href]");
    if (link && this.island.contains(link) && !link.closest(".turn")) return this.followLink(event, link);
    const marked = this.shell.marks.under(event);
    const chosen = !(document.getSelection()?.isCollapsed ?? true);
    if (marked && !chosen) return this.shell.marks.edit(marked);
    const picture = this.picture(event);
    if (picture) import("./reader-zoom.js").then(({ enlarge }) => enlarge(picture));
    return undefined;
  }

  // The picture that a touch enlarges. At the sides of a page a wide picture lets pages turn.
  picture(event) {
    const picture = event.target.closest?.("article img, article svg");
    if (!picture || event.target.closest("a")) return null;
    const { width } = picture.getBoundingClientRect();
    const middle = event.clientX > innerWidth * 0.3 && event.clientX < innerWidth * 0.7;
    return width > 60 && (!this.turns || middle || width < innerWidth * 0.6) ? picture : null;
  }

  followLink(event, link) {
    const url = new URL(link.href, location.href);
    const anchor = decodeURIComponent(url.hash.slice(1));
    const chapter = /^(c\d+)(?::|$)/.exec(anchor)?.[1] ?? /\/(c\d+)\/$/.exec(url.pathname)?.[1];
    if (url.origin !== location.origin || !chapter) return;
    event.preventDefault();
    import("./reader-notes.js").then(({ note }) => note(this, link, chapter, anchor));
  }
}
