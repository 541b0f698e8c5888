// Somebody came in (or out) by name card without a connection; the session of the browser is still somebody else's.
// Now that the server answers, the session follows.
import { ask, here, leaveSession } from "./cards.js";
import { active, get, put, remove } from "./store.js";

const HERE = "/ai-day/";

/**
 * Give the session to whom this device belongs now. Resolves to "settled", "away" (no connection: later), or "asks": the
 * session was ended, and the person has to come in with PIN or password. `owed` stays until a page of the server says the
 * right person: one that was asked for a moment ago may still be the other's.
 */
export async function follow(owed) {
  const card = owed.person ? await get("people", owed.person) : null;
  if (card?.key && owed.proof) {
    const answer = await ask("POST", "/enter", { key: card.key, body: { proof: owed.proof } });
    if (answer.away) return "away";
    if (answer.ok && answer.said.entered) {
      await here(owed.person, { settled: false });
      return "settled";
    }
  }
  if (!(await leaveSession())) return "away";
  if (!owed.person) return "settled";
  await put("kv", { person: "" }, "owed");
  return "asks";
}

/** In a page that the server made for `said` ("" nobody): go on only when that is the person of this device. */
export async function settle(owed, said) {
  if (said === owed.person) return remove("kv", "owed");
  const way = location.pathname + location.search;
  const found = await follow(owed);
  if (found === "settled") location.reload();
  else location.replace(`${HERE}?sau=${encodeURIComponent(way)}#${owed.person || (await active())}`);
  return new Promise(() => {}); // another page is coming
}
