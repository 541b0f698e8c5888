// What audio and film share: places, speed, ±15 s, transcript, the lock screen's buttons.
import { read, write } from "./reader-kept.js";
import { $, Shell, calm, part, say } from "./reader-shell.js";

const SPEED = "ds:toc-do";

export class Player {
  // `verb`: listened or watched.
  constructor(island, told, media, verb) {
    this.island = island;
    this.told = told;
    this.media = media;
    this.track = 0;
    const plays = () => !this.media.paused && !this.media.ended;
    this.shell = new Shell(this, told, { verb, plays });
    this.total = told.tracks.reduce((sum, track) => sum + track.seconds, 0);
    this.tools();
    this.transcript();
    this.session();
    media.addEventListener("timeupdate", () => this.moved());
    media.addEventListener("pause", () => this.stopped());
    media.addEventListener("ended", () => this.ended());
    addEventListener("pagehide", () => this.keep());
  }

  tools() {
    part("tools").hidden = false;
    $('[data-do="back15"]').onclick = () => this.jump(-15);
    $('[data-do="on15"]').onclick = () => this.jump(15);
    const speed = $('[data-do="speed"]');
    const kept = String(read(SPEED, 1));
    if ([...speed.options].some((option) => option.value === kept)) speed.value = kept;
    const apply = () => {
      this.media.playbackRate = Number(speed.value);
      this.media.defaultPlaybackRate = Number(speed.value);
      write(SPEED, Number(speed.value));
    };
    speed.onchange = apply;
    apply();
  }

  jump(seconds) {
    this.media.currentTime = Math.max(0, this.media.currentTime + seconds);
  }

  // Bookmarks and the table of contents give a track and seconds in it.
  goTo(place, { offset = 0, stay = false } = {}) {
    const track = this.told.tracks.findIndex((one) => one.place === place);
    if (track >= 0) this.load(track, Math.max(offset, 0), !stay);
  }

  load(_track, seconds, play) {
    this.seek(seconds);
    if (play) this.media.play().catch(() => {});
  }

  seek(seconds) {
    const go = () => (this.media.currentTime = seconds);
    if (this.media.readyState >= 1) go();
    else this.media.addEventListener("loadedmetadata", go, { once: true });
  }

  // Where it was left: the address, else the device.
  async begin() {
    const question = new URLSearchParams(location.search);
    const named = question.get("cho") ?? /\/(t\d+)\/$/.exec(location.pathname)?.[1];
    const seconds = Number(question.get("dau") ?? 0);
    const index = (place) => Math.max(0, this.told.tracks.findIndex((one) => one.place === place));
    if (named) return this.load(index(named.split(":")[0]), seconds, false);
    await this.shell.kept.ready;
    const { own } = this.shell.kept;
    const kept = own ?? (this.shell.opening.goesOn ? this.shell.kept.other : null);
    if (!kept) return this.load(0, 0, false);
    return this.load(index(kept.chapter), kept.fraction > 0.99 ? 0 : Math.max(0, kept.offset - 2), false);
  }

  atEnd() {
    return this.media.ended && this.track === this.told.tracks.length - 1;
  }

  describe({ chapter, offset }) {
    const track = this.told.tracks.find((one) => one.place === chapter);
    const time = say("minuteof", { time: clock(offset) });
    return this.told.tracks.length > 1 && track ? `${track.title}, ${time}` : time;
  }

  where() {
    const before = this.told.tracks.slice(0, this.track).reduce((sum, track) => sum + track.seconds, 0);
    const total = this.total || this.media.duration || 1;
    const at = this.media.currentTime;
    return {
      chapter: this.told.tracks[this.track].place,
      offset: Math.floor(at),
      fraction: Math.min(1, (before + at) / total),
      excerpt: `${this.told.tracks[this.track].title} · ${clock(at)}`,
    };
  }

  turn() {}

  moved() {
    this.shell.kept.pace.look();
    this.follow();
    const now = Date.now();
    if (now - (this.keptAt ?? 0) > 5000) this.keep();
  }

  keep() {
    if (this.media.currentTime < 1 && this.track === 0) return;
    this.keptAt = Date.now();
    this.shell.keep(this.where());
  }

  stopped() {
    this.keep();
    this.shell.kept.rest();
  }

  ended() {
    this.stopped();
    if (this.atEnd()) this.shell.finish();
  }

  // ---- What is said

  transcript() {
    const box = part("transcript");
    const elements = [...this.media.querySelectorAll("track")];
    if (!elements.length || this.told.tracks.length > 1) return;
    const language = document.documentElement.lang;
    const chosen = elements.find((one) => one.srclang === language) ?? elements[0];
    if (this.media.nodeName === "AUDIO") chosen.track.mode = "hidden";
    else if (chosen.track.mode === "disabled") chosen.track.mode = "hidden";
    const show = () => {
      const cues = [...(chosen.track.cues ?? [])];
      if (!cues.length) return;
      const list = document.createElement("ol");
      this.lines = cues.map((cue) => this.line(cue));
      list.append(...this.lines.map((line) => line.item));
      box.replaceChildren($("h2", box), list);
      box.hidden = false;
    };
    if (chosen.readyState === 2) show();
    else chosen.addEventListener("load", show, { once: true });
  }

  line(cue) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const time = document.createElement("time");
    time.textContent = clock(cue.startTime);
    const text = document.createElement("span");
    text.textContent = cue.text.replace(/<[^>]+>/g, "");
    button.append(time, text);
    button.onclick = () => {
      this.media.currentTime = cue.startTime;
      this.media.play().catch(() => {});
    };
    item.append(button);
    return { item, begin: cue.startTime, end: cue.endTime };
  }

  follow() {
    if (!this.lines) return;
    const at = this.media.currentTime;
    const now = this.lines.filter((line) => line.begin <= at + 0.05).at(-1);
    if (now === this.now) return;
    this.now?.item.removeAttribute("aria-current");
    this.now = now;
    if (!now) return;
    now.item.setAttribute("aria-current", "true");
    const box = part("transcript");
    // Only the transcript scrolls, never the page under somebody's thumb.
    box.scrollTo({ top: now.item.offsetTop - box.clientHeight / 3, behavior: calm() ? "instant" : "smooth" });
  }

  session() {
    if (!navigator.mediaSession) return;
    const cover = $(".cover img");
    navigator.mediaSession.metadata = new MediaMetadata({
      title: $(".booktitle").textContent,
      artist: $(".listenhead .muted")?.textContent ?? "",
      artwork: cover ? [{ src: cover.src }] : [],
    });
    const acts = { seekbackward: () => this.jump(-15), seekforward: () => this.jump(15) };
    for (const [name, act] of Object.entries(acts)) navigator.mediaSession.setActionHandler(name, act);
  }
}

export function clock(seconds) {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (!parts[0]) parts.shift();
  return parts.map((number, i) => (i ? String(number).padStart(2, "0") : number)).join(":");
}
