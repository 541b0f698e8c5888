// Read aloud: the book's own recording with the words lit up, else the voice of the device.
import { fragment, part, say, toast } from "./reader-shell.js";
import { highlight } from "./reader-text.js";

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, dt, dd, figcaption, blockquote, td, th, pre";
const LONGEST = 220; // letters at once: some voices fall silent after fifteen seconds

// Shows the button where the book has sound or the device a voice; says why where neither is there.
export function offer(reader) {
  const button = document.querySelector('[data-do="listen"]');
  const aloud = reader.told.sounds.length ? new Recorded(reader, button) : new Spoken(reader, button);
  aloud.able().then((able) => {
    button.hidden = !able;
    button.onclick = () => (aloud.on ? aloud.stop() : aloud.start());
    const why = part("why-silent");
    why.hidden = able;
    why.textContent = say("silent");
  });
  addEventListener("pagehide", () => aloud.stop());
}

class Aloud {
  constructor(reader, button) {
    this.reader = reader;
    this.button = button;
    this.on = false;
  }

  begin() {
    this.on = true;
    this.button.setAttribute("aria-pressed", "true");
    this.button.lastElementChild.textContent = say("stop");
    navigator.wakeLock?.request("screen").then((lock) => (this.lock = lock)).catch(() => {});
  }

  stop() {
    this.on = false;
    this.button.setAttribute("aria-pressed", "false");
    this.button.lastElementChild.textContent = say("listen");
    this.lock?.release().catch(() => {});
    document.querySelector(".spoken")?.classList.remove("spoken");
    highlight("doc", []);
  }

  // The page or the part of it where `element` stands comes into sight.
  follow(element) {
    const { reader } = this;
    if (reader.turns) {
      const page = reader.pageOf(element.getBoundingClientRect());
      if (page !== reader.page) reader.setPage(page);
      return;
    }
    const rect = element.getBoundingClientRect();
    if (rect.top < reader.barHeight() || rect.bottom > innerHeight - 90) {
      scrollBy({ top: rect.top - innerHeight / 3, behavior: "smooth" });
    }
  }

  light(element) {
    document.querySelector(".spoken")?.classList.remove("spoken");
    element.classList.add("spoken");
    this.follow(element);
  }

  async nextChapter() {
    const { reader } = this;
    const next = reader.ids[reader.index() + 1];
    if (!next) return false;
    await reader.goTo(next);
    return reader.article.dataset.place === next;
  }
}

class Recorded extends Aloud {
  able() {
    return Promise.resolve(true);
  }

  async clips() {
    const id = this.reader.article.dataset.place;
    if (!this.reader.told.sounds.includes(id)) return [];
    const body = await fragment(this.reader.told.address.replace("/c0/", `/${id}/`));
    return JSON.parse(body.querySelector("script[type='application/json']")?.textContent ?? "[]");
  }

  async start() {
    this.begin();
    if (!this.player) {
      this.player = new Audio();
      this.player.addEventListener("timeupdate", () => this.heard());
      this.player.addEventListener("ended", () => this.next());
      this.player.addEventListener("error", () => this.on && (toast(say("failed")), this.stop()));
    }
    try {
      this.list = await this.clips();
    } catch {
      toast(say("failed"));
      return this.stop();
    }
    if (!this.list.length) return (await this.nextChapter()) && this.on ? this.start() : this.stop();
    const { reader } = this;
    const first = this.list.findIndex(([id]) => {
      const element = document.getElementById(id);
      return element && (reader.turns ? reader.pageOf(element.getBoundingClientRect()) >= reader.page : element.getBoundingClientRect().bottom > reader.barHeight());
    });
    return this.play(Math.max(first, 0));
  }

  play(index) {
    const clip = this.list[index];
    if (!clip) return this.next();
    this.at = index;
    const [id, path, begin] = clip;
    const url = new URL(this.reader.told.sound + path, location.href).href;
    const element = document.getElementById(id);
    if (element) this.light(element);
    // Clips follow each other in one file: moving on must not seek, that would stutter.
    if (this.player.src !== url) this.player.src = url;
    if (Math.abs(this.player.currentTime - begin) > 0.35) this.player.currentTime = begin;
    return this.player.play().catch(() => this.stop());
  }

  heard() {
    if (!this.on) return;
    const [, , , end] = this.list[this.at];
    if (this.player.currentTime >= end - 0.03) this.play(this.at + 1);
  }

  async next() {
    if (this.at < this.list.length - 1) return this.play(this.at + 1);
    this.player.pause();
    return (await this.nextChapter()) && this.on ? this.start() : this.stop();
  }

  stop() {
    super.stop();
    this.player?.pause();
  }
}

class Spoken extends Aloud {
  async able() {
    if (!("speechSynthesis" in globalThis)) return false;
    this.voice = this.find();
    if (this.voice) return true;
    // Voices come late in some browsers; once is enough, two seconds is what they take at most.
    await new Promise((done) => {
      speechSynthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, 2000);
    });
    this.voice = this.find();
    return Boolean(this.voice);
  }

  find() {
    const language = (this.reader.told.language || "vi").split("-")[0].toLowerCase();
    const voices = speechSynthesis.getVoices().filter((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === language);
    return voices.find((voice) => voice.localService) ?? voices[0];
  }

  start() {
    this.begin();
    this.blocks = [...this.reader.article.querySelectorAll(BLOCKS)].filter(
      (block) => block.textContent.trim() && !block.querySelector(BLOCKS),
    );
    const { reader } = this;
    const first = this.blocks.findIndex((block) => {
      const rect = block.getBoundingClientRect();
      return reader.turns ? reader.pageOf(rect) >= reader.page : rect.bottom > reader.barHeight();
    });
    this.say(Math.max(first, 0));
  }

  async say(index) {
    if (!this.on) return;
    const block = this.blocks[index];
    if (!block) {
      if (await this.nextChapter()) this.start();
      else this.stop();
      return;
    }
    this.light(block);
    const sentences = block.textContent.match(new RegExp(`[^.!?…;:]{1,${LONGEST}}[.!?…;:]*\\s*`, "g")) ?? [];
    for (const sentence of sentences) {
      if (!this.on) return;
      await this.utter(sentence);
    }
    this.say(index + 1);
  }

  utter(sentence) {
    return new Promise((done) => {
      const words = new SpeechSynthesisUtterance(sentence);
      words.voice = this.voice;
      words.lang = this.voice.lang;
      words.onend = done;
      words.onerror = () => done();
      speechSynthesis.speak(words);
    });
  }

  stop() {
    super.stop();
    if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
  }
}
