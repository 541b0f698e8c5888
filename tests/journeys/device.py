"""What a device keeps: the rows of its IndexedDB `densach`, as the page's own scripts see them."""

from typing import Any

from playwright.sync_api import Page

ROWS = """async (store) => new Promise((done, failed) => {
  const asked = indexedDB.open('densach');
  asked.onerror = () => failed(asked.error);
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onsuccess = () => {
    const db = asked.result;
    const rows = db.transaction(store).objectStore(store).getAll();
    rows.onsuccess = () => { db.close(); done(rows.result); };
  };
})"""


def rows(page: Page, store: str) -> list[dict[str, Any]]:
    """All rows of `store`; none where nothing was kept yet."""
    there = page.evaluate(
        "async () => (await indexedDB.databases()).some((db) => db.name === 'densach')"
    )
    return list(page.evaluate(ROWS, store)) if there else []


def place(page: Page) -> dict[str, Any]:
    """The place kept last; {} where there is none."""
    held = [row for row in rows(page, "places") if row.get("chapter")]
    return max(held, key=lambda row: row["at"], default={})
