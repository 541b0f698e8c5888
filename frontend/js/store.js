// The device's own memory: IndexedDB `densach`, for pages and for the service worker. The only module that opens it.
//
//   people   by id            name cards of those at home on this device, each with its device key:
//                             {id, name, key, device, deviceName, ended?}
//   outbox   [person, id]     events that wait to be sent (outbox.js)
//   refused  [person, id]     events that the server refused, each with `why`
//   places   [person, on]     where a person is in an edition
//   notes    [person, note]   bookmarks, highlights, notes; those taken away too, as {gone: true}
//   saved    [person, id]     works and shelves kept for reading without a line
//   kv       any key          active person, counters, clock
//
// `person` "" is whoever reads without an account. Where IndexedDB is off, everything lasts as long as the page.

const NAME = "densach";
const VERSION = 1;
const KEYS = {
  people: "id",
  outbox: ["person", "id"],
  refused: ["person", "id"],
  places: ["person", "on"],
  notes: ["person", "note"],
  saved: ["person", "id"],
  kv: null,
};
const STORES = Object.keys(KEYS);
const OF_A_PERSON = STORES.filter((name) => Array.isArray(KEYS[name]));

const answered = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

let opened;

function open() {
  opened ??= new Promise((done) => {
    let request;
    try {
      request = indexedDB.open(NAME, VERSION);
    } catch {
      return done(null); // switched off
    }
    request.onupgradeneeded = () => {
      for (const name of STORES) {
        if (request.result.objectStoreNames.contains(name)) continue;
        request.result.createObjectStore(name, KEYS[name] ? { keyPath: KEYS[name] } : undefined);
      }
    };
    request.onerror = () => done(null);
    request.onsuccess = () => {
      const db = request.result;
      // A newer program in another tab wants to change the stores: do not stand in its way.
      const away = () => (opened = undefined);
      db.onversionchange = () => (db.close(), away());
      db.onclose = away;
      done(db);
    };
  });
  return opened;
}

/** Whether what is kept here outlives the page. */
export const lasts = async () => Boolean(await open());

// ---- The same few words for IndexedDB and for the memory of the page

const everything = () => undefined;
const ofPerson = (person) => IDBKeyRange.bound([person], [person, []]);

class Kept {
  constructor(transaction) {
    this.transaction = transaction;
  }

  get(store, key) {
    return answered(this.transaction.objectStore(store).get(key));
  }

  put(store, value, key) {
    return answered(this.transaction.objectStore(store).put(value, key));
  }

  remove(store, key) {
    return answered(this.transaction.objectStore(store).delete(key));
  }

  list(store, person, most) {
    const range = person === undefined ? everything() : ofPerson(person);
    return answered(this.transaction.objectStore(store).getAll(range, most));
  }

  count(store, person) {
    return answered(this.transaction.objectStore(store).count(person === undefined ? everything() : ofPerson(person)));
  }
}

const memory = Object.fromEntries(STORES.map((name) => [name, new Map()]));

class Remembered {
  key(store, value, key) {
    const path = KEYS[store];
    if (!path) return key;
    return Array.isArray(path) ? JSON.stringify(path.map((name) => value[name])) : value[path];
  }

  get(store, key) {
    return structuredClone(memory[store].get(Array.isArray(key) ? JSON.stringify(key) : key));
  }

  put(store, value, key) {
    memory[store].set(this.key(store, value, key), structuredClone(value));
  }

  remove(store, key) {
    memory[store].delete(Array.isArray(key) ? JSON.stringify(key) : key);
  }

  list(store, person, most = Infinity) {
    const rows = [...memory[store]].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    return structuredClone(rows.filter((row) => person === undefined || row.person === person).slice(0, most));
  }

  count(store, person) {
    return this.list(store, person).length;
  }
}

// A transaction that Safari lost together with its connection is tried once more on a new one.
const isLost = (error) => error?.name === "InvalidStateError";

/**
 * Read and write several stores at once: all of it or nothing. `work(box)` may wait only for what `box` answers:
 * get(store, key), put(store, value, key?), remove(store, key), list(store, person?, most?), count(store, person?).
 */
export async function change(stores, work, mode = "readwrite") {
  for (let again = false; ; again = true) {
    const db = await open();
    if (!db) return work(new Remembered());
    try {
      // “relaxed” would lose the last seconds when a phone is switched off.
      const transaction = db.transaction(stores, mode, { durability: mode === "readwrite" ? "strict" : "default" });
      const ended = new Promise((done, failed) => {
        transaction.oncomplete = done;
        transaction.onabort = () => failed(transaction.error ?? new DOMException("The write was given up.", "AbortError"));
      });
      ended.catch(() => {}); // told below
      let result;
      try {
        result = await work(new Kept(transaction));
      } catch (error) {
        if (transaction.error === null) stop(transaction);
        throw error;
      }
      await ended;
      return result;
    } catch (error) {
      if (again || !isLost(error)) throw error;
      opened = undefined;
    }
  }
}

function stop(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}

const reading = (stores, work) => change(stores, work, "readonly");

export const get = (store, key) => reading([store], (box) => box.get(store, key));
export const list = (store, person, most) => reading([store], (box) => box.list(store, person, most));
export const count = (store, person) => reading([store], (box) => box.count(store, person));
export const put = (store, value, key) => change([store], (box) => box.put(store, value, key));
export const remove = (store, key) => change([store], (box) => box.remove(store, key));

/** Everything this device holds of `person`: after the account was erased, never at signing out. */
export const forget = (person) =>
  change(STORES, async (box) => {
    for (const store of OF_A_PERSON) {
      const path = KEYS[store];
      for (const row of await box.list(store, person)) await box.remove(store, path.map((name) => row[name]));
    }
    await box.remove("people", person);
    for (const key of ["n", "cursor", "pulled", "taken"]) await box.remove("kv", `${key}:${person}`);
    if ((await box.get("kv", "active")) === person) await box.put("kv", "", "active");
  });

/** The person whose things this device shows now: an id with dashes, or "" for whoever reads without an account. */
export const active = async () => (await get("kv", "active")) ?? "";

/** From now on this device shows the things of `person`. */
export const setActive = (person) => put("kv", person, "active");

// ---- Telling the other tabs and the worker

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;

/** Say `what` ({type, …}) to all pages of this device and the worker; in this page as an event of `document`. */
export function tell(what) {
  channel?.postMessage(what);
  here(what);
}

const here = (what) => globalThis.document?.dispatchEvent(new CustomEvent(`densach:${what.type}`, { detail: what }));
channel?.addEventListener("message", ({ data }) => here(data));
