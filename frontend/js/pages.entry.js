// Pages of PDFs and picture books: one page in sight, the next one fetched; enlarged by fingers, its words
// to select and to find, its text alone, small pictures of all pages.
import { hands, keys } from "./reader-hands.js";
import { Words } from "./reader-leaf.js";
import { Looks } from "./reader-looks.js";
import { $, Shell, data, fragment, part, say, toast } from "./reader-shell.js";
import { Letters } from "./reader-text.js";

const WIDTHS = [480, 720, 1080, 1600];
const WIDEST = 832; // CSS pixels of a page that is not enlarged
const MOST = 4;
const STRIP = 300; // small pictures at most; more pages are reached by number

class Leaves {
  constructor(island, told) {
    this.island = island;
    this.told = told;
    this.stage = $(".stage", island);
    this.leaf = $(".leaf", island);
    this.page = Number(this.leaf.dataset.page);
    this.zoom = 1;
    this.asText = false;
    this.words = new Words(this, new URLSearchParams(location.search).get("tim") ?? "");
    this.shell = new Shell(this, told);
    document.documentElement.classList.add("turning");
    this.looks = new Looks(part("looks"), (name) => name === "paper" && this.draw());
    $(".leaftext", island)?.remove();
    this.listen();
    this.draw();
  }

  listen() {
    const common = { turn: (step) => this.turn(step), isRtl: () => this.told.rtl };
    hands(this.stage, {
      ...common,
      middle: () => {},
      takes: () => this.zoom === 1,
      leaves: (event) => this.shell.marks.under(event),
    });
    const within = (part) => {
      const before = this.stage.scrollTop;
      this.stage.scrollBy({ top: part * this.stage.clientHeight, behavior: "instant" });
      return Math.abs(this.stage.scrollTop - before) > 1;
    };
    keys(document, { ...common, within, takes: () => true, end: (step) => this.toEnd(step) });
    this.pinching();
    addEventListener("resize", () => this.size());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    const text = $('[data-do="text"]');
    if (text) {
      text.hidden = false;
      text.onclick = () => {
        this.asText = !this.asText;
        text.setAttribute("aria-pressed", this.asText);
        this.draw();
      };
    }
    const strip = $('[data-do="strip"]');
    strip.hidden = false;
    strip.onclick = () => this.toggleStrip(strip);
    part("goto").onsubmit = (event) => {
      event.preventDefault();
      const wanted = Number($("#toi-trang").value);
      if (!wanted) return;
      document.getElementById("muc-luc").close();
      this.goTo(`p${Math.min(Math.max(1, wanted), this.told.count)}`);
    };
    const enlarge = part("enlarge");
    enlarge.hidden = false;
    enlarge.lastElementChild.oninput = (event) => {
      event.stopPropagation();
      this.enlarge(Number(event.target.value) / 100);
    };
  }

  // ---- A page

  get night() {
    return this.told.night && matchMedia("(prefers-color-scheme: dark)").matches
      ? !document.body.matches(".p-sang, .p-giay")
      : this.told.night && document.body.matches(".p-toi");
  }

  ratio(page) {
    const [width, height] = this.told.sizes[page - 1] ?? this.told.sizes[0] ?? [595, 842];
    return width / height;
  }

  source(page, width) {
    const url = this.told.picture.replace("0-0.webp", `${page}-${width}.webp`);
    return this.night ? `${url}?toi` : url;
  }

  // Fills an image with the sources of a page; the browser takes the width that the screen needs.
  fill(image, page) {
    image.sizes = `${Math.round(this.width(page) * this.zoom)}px`;
    image.srcset = WIDTHS.map((width) => `${this.source(page, width)} ${width}w`).join(", ");
    image.src = this.source(page, 720);
    image.alt = say("page", { page: this.label(page), pages: this.told.count });
  }

  label(page) {
    return this.told.labels[page - 1] || page;
  }

  // Phones: the whole page, unless that would be small; laptops: wide enough to read, scrolled down.
  width(page) {
    const { clientWidth, clientHeight } = this.stage;
    const whole = clientHeight * this.ratio(page);
    const wide = Math.min(clientWidth, WIDEST);
    return this.told.night && whole < wide * 0.9 ? wide : Math.min(clientWidth, Math.max(whole, Math.min(wide, 480)));
  }

  draw() {
    this.stage.querySelector("article")?.remove();
    this.leaf.hidden = this.asText;
    this.stage.classList.toggle("astext", this.asText);
    if (this.asText) this.showText();
    else this.showPicture();
    this.tell();
  }

  showPicture() {
    const image = document.createElement("img");
    const shown = $("img", this.leaf);
    if (Number(this.leaf.dataset.page) !== this.page || shown.dataset.night !== String(this.night)) {
      image.dataset.night = this.night;
      this.fill(image, this.page);
      shown.replaceWith(image);
      image.addEventListener("error", () => toast(say("failed"), { label: say("again"), run: () => this.draw() }));
    }
    this.leaf.dataset.page = this.page;
    this.leaf.style.setProperty("--ratio", this.ratio(this.page));
    this.size();
    this.words.show(this.page);
    this.ahead();
  }

  async showText() {
    const { page } = this;
    try {
      const body = await fragment(this.told.address.replace("/p0/", `/p${page}/`));
      if (page !== this.page || !this.asText) return;
      const article = $("article", body);
      this.stage.querySelector("article")?.remove();
      this.stage.append(document.adoptNode(article));
      this.words.markIn($("article", this.stage));
      this.shell.marks.paint();
    } catch {
      toast(say("failed"), { label: say("again"), run: () => this.draw() });
    }
  }

  size() {
    this.leaf.style.width = `${this.width(this.page) * this.zoom}px`;
    const image = $("img", this.leaf);
    if (image.sizes) image.sizes = `${Math.round(this.width(this.page) * this.zoom)}px`;
    this.stage.classList.toggle("zoomed", this.zoom > 1);
  }

  // The neighbours, so that turning shows at once; never more than these three are decoded.
  ahead() {
    clearTimeout(this.wait);
    if (navigator.connection?.saveData) return;
    this.wait = setTimeout(() => {
      this.near = [this.page + 1, this.page - 1].filter((page) => page >= 1 && page <= this.told.count).map((page) => {
        const image = new Image();
        this.fill(image, page);
        return image;
      });
    }, 500);
  }

  // ---- Moving

  turn(step) {
    const page = this.page + step;
    if (page > this.told.count) {
      toast(say("end"));
      this.shell.finish();
    }
    if (page >= 1 && page <= this.told.count) this.goTo(`p${page}`);
  }

  toEnd(step) {
    this.shell.jumped = true;
    this.goTo(`p${step < 0 ? 1 : this.told.count}`);
  }

  goTo(place, { words } = {}) {
    const page = Number(place.slice(1));
    if (!(page >= 1 && page <= this.told.count)) return;
    if (words) this.words.ask(words);
    this.page = page;
    this.stage.scrollTo(0, 0);
    this.draw();
    this.markStrip();
  }

  where() {
    return {
      chapter: `p${this.page}`,
      offset: 0,
      fraction: this.page / this.told.count,
      excerpt: say("page", { page: this.label(this.page), pages: this.told.count }),
    };
  }

  tell() {
    const { page } = this;
    this.shell.progress(say("page", { page: this.label(page), pages: this.told.count }), page / this.told.count);
    this.shell.ends(page === 1, page === this.told.count);
    this.island.dataset.page = page;
    clearTimeout(this.settled);
    this.settled = setTimeout(() => this.shell.keep(this.where()), 300);
  }

  atEnd() {
    return this.page === this.told.count;
  }

  describe({ chapter }) {
    return say("pageof", { page: this.label(Number(chapter.slice(1))) });
  }

  // The words over the picture, or the text that stands in its place.
  scopes() {
    const root = this.asText ? $("article", this.stage) : $(".words", this.leaf);
    if (!root) return [];
    if (root.letters?.total === undefined) root.letters = new Letters(root);
    return [{ chapter: `p${this.page}`, root, letters: root.letters }];
  }

  recount() {
    for (const { root } of this.scopes()) delete root.letters;
  }

  fractionAt() {
    return this.page / this.told.count;
  }

  // For choosing by keys, where the text stands alone.
  blocks() {
    return this.asText ? [...this.stage.querySelectorAll("article p")] : [];
  }

  isPast(element) {
    return element.getBoundingClientRect().bottom > 0;
  }

  follow(element) {
    element.scrollIntoView({ block: "nearest" });
  }

  entryFor(links) {
    return links.filter((link) => Number(link.dataset.place.slice(1)) <= this.page).at(-1);
  }

  // ---- Larger

  enlarge(zoom, x, y) {
    const rect = this.stage.getBoundingClientRect();
    const px = (x ?? rect.left + rect.width / 2) - rect.left;
    const py = (y ?? rect.top + rect.height / 2) - rect.top;
    const to = Math.min(MOST, Math.max(1, zoom));
    const ratio = to / this.zoom;
    const left = (this.stage.scrollLeft + px) * ratio - px;
    const top = (this.stage.scrollTop + py) * ratio - py;
    this.zoom = to;
    this.size();
    this.stage.scrollTo(left, top);
    const slider = part("enlarge").lastElementChild;
    slider.value = Math.round(to * 100);
    slider.setAttribute("aria-valuetext", say("enlarged", { percent: slider.value }));
  }

  // Two fingers enlarge; one finger moves the enlarged page, which the browser does by itself.
  pinching() {
    let far = 0;
    let tapped = 0;
    const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    const middle = ([a, b]) => [(a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2];
    this.stage.addEventListener("touchstart", (event) => (far = event.touches.length === 2 ? spread(event.touches) : 0), {
      passive: true,
    });
    this.stage.addEventListener(
      "touchmove",
      (event) => {
        if (event.touches.length !== 2 || !far) return;
        event.preventDefault();
        const now = spread(event.touches);
        this.enlarge((this.zoom * now) / far, ...middle(event.touches));
        far = now;
      },
      { passive: false },
    );
    this.stage.addEventListener("click", (event) => {
      const again = event.timeStamp - tapped < 350;
      tapped = event.timeStamp;
      const marked = document.getSelection()?.isCollapsed ? this.shell.marks.under(event) : null;
      if (marked) this.shell.marks.edit(marked);
      else if (again && !this.asText) this.enlarge(this.zoom > 1 ? 1 : 2.5, event.clientX, event.clientY);
    });
    this.stage.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.enlarge(this.zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event.clientX, event.clientY);
      },
      { passive: false },
    );
  }

  // ---- Small pictures

  toggleStrip(button) {
    const strip = document.getElementById("dai-trang");
    strip.hidden = !strip.hidden;
    button.setAttribute("aria-expanded", !strip.hidden);
    this.size();
    if (!strip.hidden) this.markStrip();
  }

  markStrip() {
    const strip = document.getElementById("dai-trang");
    if (strip.hidden) return;
    const first = Math.max(1, Math.min(this.page - STRIP / 2, this.told.count - STRIP + 1));
    const last = Math.min(this.told.count, first + STRIP - 1);
    if (strip.dataset.first !== String(first)) {
      strip.dataset.first = first;
      strip.replaceChildren();
      for (let page = first; page <= last; page += 1) strip.append(this.thumb(page));
    }
    for (const link of strip.children) {
      const here = Number(link.dataset.page) === this.page;
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      if (here) link.scrollIntoView({ inline: "center", block: "nearest" });
    }
  }

  thumb(page) {
    const link = document.createElement("a");
    link.href = this.told.address.replace("/p0/", `/p${page}/`);
    link.dataset.page = page;
    const image = document.createElement("img");
    image.loading = "lazy";
    image.decoding = "async";
    image.alt = "";
    image.width = 56;
    image.height = Math.round(56 / this.ratio(page));
    image.src = this.source(page, WIDTHS[0]);
    const number = document.createElement("span");
    number.textContent = this.label(page);
    link.append(image, number);
    link.onclick = (event) => {
      event.preventDefault();
      this.goTo(`p${page}`);
    };
    return link;
  }
}

new Leaves(document.querySelector("ds-pages"), data());
