// What the other devices of a person did: places, notes, finished works come down and are laid beside what is here.
// By counters, not by clocks: of two states the one with the higher `n` is the newer.
import { met } from "./outbox-clock.js";
import { keyRefused } from "./outbox-send.js";
import { heard } from "./outbox.js";
import { change, get, list, put, tell } from "./store.js";

const ADDRESS = "/api/v1/reading/state";
const ANSWER_MS = 15_000;
const MOST_PAGES = 100; // of 200 lines
const EVERY_MS = 300_000;
const A_DAY_MS = 24 * 3600_000;

/** All of a person's lines that changed, at most every `every` ms. False where the server could not be asked. */
export async function pull(person, every = EVERY_MS) {
  const last = (await get("kv", `pulled:${person}`)) ?? 0;
  if (Math.abs(Date.now() - last) < every) return true;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const since = (await get("kv", `cursor:${person}`)) ?? "";
    const said = await ask(person, { since });
    if (!said) return false;
    await keep(person, said);
    await put("kv", said.next ?? since, `cursor:${person}`);
    if (!said.more) break;
  }
  await put("kv", Date.now(), `pulled:${person}`);
  tell({ type: "state", person });
  return true;
}

/** Everybody's at home on this device, once a day: so it hears of keys that ended and of accounts that were erased. */
export async function pullAll() {
  for (const { id, key, ended } of await list("people")) if (key && !ended) await pull(id, A_DAY_MS);
}

/** The lines of one edition, now. False where the server could not be asked. */
export async function pullOne(person, on) {
  const said = person ? await ask(person, { on }) : null;
  if (said) await keep(person, { ...said, whole: false });
  return Boolean(said);
}

async function ask(person, question) {
  const card = await get("people", person);
  const known = Object.entries(question).filter(([, value]) => value);
  const home = document.querySelector("meta[name=person]")?.content === person;
  const byKey = card?.key && !card.ended;
  if (!byKey && !home) return null;
  const ours = Date.now();
  try {
    const answer = await fetch(`${ADDRESS}?${new URLSearchParams(known)}`, {
      cache: "no-store",
      credentials: byKey ? "omit" : "same-origin",
      headers: byKey ? { Authorization: `Device ${card.key}` } : {},
      signal: AbortSignal.timeout?.(ANSWER_MS),
    });
    if (byKey) await keyRefused(person, answer.status);
    if (!answer.ok) return null;
    const said = await answer.json();
    if (said.now) await met(said.now, (ours + Date.now()) / 2);
    return said;
  } catch {
    return null;
  }
}

const isNewer = (line, held) => !held || line.n > held.n || (line.n === held.n && !line.mine);

async function keep(person, { n, lines, whole }) {
  await change(["places", "notes", "outbox", "kv"], async (box) => {
    if (whole) await empty(box, person);
    for (const line of lines) {
      if (line.is === "place") await keepPlace(box, person, line);
      else if (line.is === "note") await keepNote(box, person, line);
      else if (line.is === "finished") await keepFinished(box, person, line);
    }
    await heard(box, person, n ?? 0);
  });
}

// The server tells everything anew: what it no longer has goes, unless it still waits here to be sent.
async function empty(box, person) {
  const waits = await box.list("outbox", person);
  const editions = new Set(waits.map(({ on }) => on));
  const notes = new Set(waits.map(({ result }) => result?.note));
  for (const row of await box.list("places", person)) if (!editions.has(row.on)) await box.remove("places", [person, row.on]);
  for (const row of await box.list("notes", person)) if (!notes.has(row.note)) await box.remove("notes", [person, row.note]);
}

async function keepPlace(box, person, line) {
  const { on, n, at, device, mine, chapter, offset, fraction, work } = line;
  const held = await box.get("places", [person, on]);
  const about = { person, on, slug: work?.slug ?? held?.slug, title: work?.title ?? held?.title };
  const there = { chapter, offset, fraction, n, at, device };
  // Our own line comes back, or one made by a session: where this device forgot it (storage cleared), it is here again.
  if (mine) await box.put("places", { ...held, ...about, ...(isNewer(line, held?.chapter && held) && there) });
  else if (isNewer(line, held?.other)) await box.put("places", { ...held, ...about, other: there });
}

async function keepNote(box, person, line) {
  const held = await box.get("notes", [person, line.note]);
  const { is: _is, work, ...note } = line;
  if (isNewer(line, held)) await box.put("notes", { ...note, person, slug: work?.slug, title: work?.title ?? held?.title });
}

async function keepFinished(box, person, { on, at }) {
  const held = await box.get("places", [person, on]);
  await box.put("places", { person, on, ...held, finished: held?.finished ?? at });
}
