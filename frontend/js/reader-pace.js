// Whether somebody is reading now, and for how many seconds they did.

const IDLE_MS = 120_000; // a full page of small letters takes this long; who does nothing for longer has gone away
const BY_HAND_MS = 2000; // a page settles within this time after a touch
const LONGEST_MS = 15_000; // between two looks: a device that slept does not count its sleep

export class Pace {
  // `plays()`: of recordings, whether they run; then the screen may be dark.
  constructor(plays = null) {
    this.plays = plays;
    this.touched = performance.now();
    this.looked = performance.now();
    this.seconds = 0;
    this.handled = -Infinity;
    for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
      addEventListener(name, () => this.hand(), { passive: true, capture: true });
    }
    addEventListener("scroll", () => this.touch(), { passive: true, capture: true });
  }

  /** Fingers, mouse or keys were used, here or in a frame. */
  hand() {
    this.touch();
    this.handled = performance.now();
  }

  /** Whether what moved just now was moved by somebody. */
  get byHand() {
    return performance.now() - this.handled < BY_HAND_MS;
  }

  /** A sign of life. Reading aloud gives it with every sentence. */
  touch() {
    this.touched = performance.now();
  }

  get active() {
    if (this.plays) return this.plays();
    return document.visibilityState === "visible" && performance.now() - this.touched < IDLE_MS;
  }

  /** To be called often: adds what went by since the last look, when somebody was reading. */
  look() {
    const now = performance.now();
    const went = now - this.looked;
    this.looked = now;
    if (this.active && went < LONGEST_MS) this.seconds += went / 1000;
    return this.seconds;
  }

  /** The seconds gathered since the last take. */
  take() {
    this.look();
    const { seconds } = this;
    this.seconds = 0;
    return seconds;
  }
}
