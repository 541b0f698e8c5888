// Reading a class card with the camera. Where the browser has no BarcodeDetector the phone's own camera opens the link
// on the card instead, and the code can always be typed.

/** Whether this browser can look for a card itself. */
export async function canScan() {
  if (!("BarcodeDetector" in globalThis) || !navigator.mediaDevices?.getUserMedia) return false;
  try {
    return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false;
  }
}

/**
 * Look through `video` until `signal` stops it. Resolves to what stands on the card (`cardIn`), or null when stopped.
 * Throws where the camera is not given.
 */
export async function scan(video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" }, audio: false });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      for (const { rawValue } of await detector.detect(video)) {
        const card = cardIn(rawValue);
        if (card) return card;
      }
      await new Promise((done) => setTimeout(done, 150));
    }
    return null;
  } finally {
    stop();
    video.srcObject = null;
  }
}

/** The secret or code in what a square says: {card} of a class card, {once} of a card for one time; else null. */
export function cardIn(text) {
  const kept = /\/the-lop\/([\w-]{20,64})\/?$/.exec(text);
  if (kept) return { card: kept[1] };
  const once = /\/the\/([0-9A-Za-z-]{12,20})\/?$/.exec(text);
  return once ? { once: once[1] } : null;
}
