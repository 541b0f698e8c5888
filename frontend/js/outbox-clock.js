// Whether this device's clock may be believed: it met the server's, and no jump was seen since.
import { change } from "./store.js";

const JUMP_MS = 5000;
const LONG_MS = 400 * 24 * 3600 * 1000; // no school year is longer: such a leap is a clock set wrong

// Time since the page began, which nobody can set.
const steady = () => performance.timeOrigin + performance.now();
let ahead = Date.now() - steady();

/** Whether the clock was set, or the device slept, since this was asked last in this page. */
export function jumped() {
  const now = Date.now() - steady();
  const far = Math.abs(now - ahead) > JUMP_MS;
  ahead = now;
  return far;
}

/** Milliseconds that went by in this page, whatever was done to the clock. */
export const ticking = () => performance.now();

/** Now, and whether it may be believed. To be called with the `box` of a transaction over `kv`. */
export async function readClock(box) {
  const at = Date.now();
  const held = (await box.get("kv", "clock")) ?? { met: 0, seen: 0, jumped: false };
  const leapt = jumped() || at < held.seen - JUMP_MS || (held.seen > 0 && at > held.seen + LONG_MS);
  const clock = { ...held, seen: at, jumped: held.jumped || leapt };
  await box.put("kv", clock, "clock");
  return { at: new Date(at).toISOString(), sure: clock.met > 0 && !clock.jumped };
}

/** The server was met: its clock said `theirs` (a time) when ours said `ours`. */
export const met = (theirs, ours = Date.now()) =>
  change(["kv"], (box) => {
    jumped();
    return box.put("kv", { met: ours, error: new Date(theirs) - ours, seen: Date.now(), jumped: false }, "clock");
  });
