// What scripts say about saved works and this device, in the language of the page; sizes and times as people write them.

const WORDS = {
  vi: {
    save: "Lưu trên máy",
    saveSize: "Lưu trên máy, {size}",
    saving: "Đang lưu: {done} trên {all}",
    savingOf: "Đang lưu “{title}”",
    preparing: "Đang xem cần lưu những gì…",
    stop: "Dừng",
    whole: "Đã lưu trên máy",
    wholeShort: "Đã lưu",
    remove: "Xoá khỏi máy",
    removeOf: "Xoá khỏi máy: {title}",
    removed: "Đã xoá “{title}” khỏi máy.",
    line: "Mạng đứt. Đã có {done} trên {all}, lưu tiếp khi có mạng.",
    again: "Lưu tiếp",
    lost: "Trình duyệt đã dọn mất bản lưu này.",
    saveAgain: "Lưu lại",
    full: "Chưa lưu được. Máy còn {left}, cần {size}. Xoá bớt sách ở “Máy này” rồi lưu lại.",
    fullNow: "Chưa lưu hết được vì máy đã đầy. Xoá bớt sách ở “Máy này” rồi lưu tiếp.",
    refused: "Chưa lưu được. Hãy mở trang của tác phẩm để xem vì sao.",
    large: "“{title}” nặng {size}. Máy còn {left}. Lưu chứ?",
    largeNoLeft: "“{title}” nặng {size}. Lưu chứ?",
    shelf: "Lưu cả kệ, {n} tác phẩm, {size}",
    shelfSaving: "Đang lưu {done} trên {all} tác phẩm",
    shelfWhole: "Đã lưu cả kệ trên máy",
    shelfNone: "Kệ này chưa có gì để lưu.",
    removeShelf: "Xoá cả kệ khỏi máy",
    leave: "Thôi",
    offlineChip: "Đang không có mạng",
    offlineShort: "Mất mạng",
    waitsChip: "{n} chờ gửi",
    refusedChip: "{n} chưa nhận",
    savedChip: "{n} đã lưu",
    chipSays: "Máy này: {what}",
    offline: "Đang không có mạng. Vẫn đọc và ghi chú được.",
    offlineBare: "Đang không có mạng. Trang đã mở vẫn đọc được.",
    read: "Đọc {minutes}",
    listened: "Nghe {minutes}",
    watched: "Xem {minutes}",
    finished: "Đọc xong",
    bookmark: "Đánh dấu một chỗ",
    highlight: "Tô một đoạn",
    note: "Viết ghi chú",
    took: "Bỏ một dấu hay ghi chú",
    other: "Một việc đã làm",
    minutes: "{n} phút",
    lessMinute: "chưa tới một phút",
    waitsLine: "{time} · chờ gửi",
    waitsNone: "Không có gì chờ gửi.",
    waitsCount: "{n} bản ghi chờ gửi",
    sent: "Đã gửi {n} bản ghi.",
    sentNone: "Chưa gửi được. Xem lại mạng rồi bấm lại.",
    sentKey: "Chưa gửi được: hãy đăng nhập lại trên máy này, rồi bấm “Gửi ngay”.",
    retry: "Gửi lại",
    drop: "Bỏ bản ghi này",
    book: "Sách",
    leaves: "Sách ảnh, tài liệu",
    sound: "Sách nói",
    film: "Phim",
    readTo: "đọc tới {percent} %",
    partly: "mới lưu {percent} %",
    space: "{used}, máy còn {left}",
    spaceUsed: "{used}",
    nothingSaved: "Chưa lưu gì trên máy.",
    removedAll: "Đã xoá mọi tác phẩm đã lưu.",
    askAll: "Xoá cả {n} tác phẩm đã lưu khỏi máy này?",
    yes: "có",
    no: "không",
    persisted: "Trình duyệt hứa giữ những gì đã lưu.",
    notPersisted: "Máy có thể tự dọn khi đầy bộ nhớ. Những gì đã gửi thì không mất.",
    goneTold: "“{title}” đã được gỡ khỏi máy vì bạn không còn quyền đọc.",
    lostTold: "Trình duyệt đã dọn {n} tác phẩm đã lưu. Hãy lưu lại khi có mạng.",
    found: "{n} chỗ trong sách đã lưu",
    foundNone: "“{words}” không có trong sách đã lưu. Hãy gõ ít chữ hơn, hoặc một phần của chữ.",
    continue: "Đọc tiếp",
    here: "Đã lưu trên máy này",
    wanted: "Trang bạn muốn mở chưa được lưu trên máy.",
    update: "Có bản mới của Đèn Sách, dùng từ lần mở sau.",
    installed: "Đã đặt ra màn hình chính.",
    install: "Đặt thư viện ra màn hình chính",
    installWhy: "Khi đó thư viện mở như một ứng dụng, cả khi không có mạng, và gần như không tốn chỗ.",
    installApple: "Trong Safari, bấm “Chia sẻ” rồi “Thêm vào MH chính”. Sách đã lưu trước đó có thể phải lưu lại một lần ở đó.",
    installNow: "Đặt ra màn hình",
    installLater: "Để sau",
    device: "Máy này",
    zalo: "Bạn đang xem trong Zalo. Muốn lưu sách, bấm dấu ba chấm ở góc trên rồi chọn “Mở bằng trình duyệt”.",
    facebook: "Bạn đang xem trong Facebook. Muốn lưu sách, bấm dấu ba chấm rồi chọn “Mở trong trình duyệt”.",
    inApp: "Bạn đang xem trong một ứng dụng khác. Muốn lưu sách, hãy mở trang này bằng Chrome hoặc Safari.",
    hello: "{name} đang dùng máy này",
  },
  en: {
    save: "Save on this device",
    saveSize: "Save on this device, {size}",
    saving: "Saving: {done} of {all}",
    savingOf: "Saving “{title}”",
    preparing: "Looking what is to be saved …",
    stop: "Stop",
    whole: "Saved on this device",
    wholeShort: "Saved",
    remove: "Remove from this device",
    removeOf: "Remove from this device: {title}",
    removed: "“{title}” was removed from this device.",
    line: "The line broke. {done} of {all} are here; it goes on when there is a connection.",
    again: "Go on saving",
    lost: "The browser has cleared this saved copy away.",
    saveAgain: "Save again",
    full: "It could not be saved. The device has {left} left, {size} are needed. Remove some books under “This device”, then save again.",
    fullNow: "Not all of it could be saved: the device is full. Remove some books under “This device”, then go on.",
    refused: "It could not be saved. Open the page of the work to see why.",
    large: "“{title}” takes {size}. The device has {left} left. Save it?",
    largeNoLeft: "“{title}” takes {size}. Save it?",
    shelf: "Save the whole shelf, {n} works, {size}",
    shelfSaving: "Saving {done} of {all} works",
    shelfWhole: "The whole shelf is saved on this device",
    shelfNone: "There is nothing to save on this shelf yet.",
    removeShelf: "Remove the whole shelf from this device",
    leave: "Leave it",
    offlineChip: "No connection now",
    offlineShort: "Offline",
    waitsChip: "{n} waiting",
    refusedChip: "{n} not taken",
    savedChip: "{n} saved",
    chipSays: "This device: {what}",
    offline: "No connection now. Reading and notes go on.",
    offlineBare: "No connection now. Pages already open can still be read.",
    read: "Read for {minutes}",
    listened: "Listened for {minutes}",
    watched: "Watched for {minutes}",
    finished: "Read to the end",
    bookmark: "Marked a place",
    highlight: "Highlighted a passage",
    note: "Wrote a note",
    took: "Took a mark or note away",
    other: "Something that was done",
    minutes: "{n} min",
    lessMinute: "less than a minute",
    waitsLine: "{time} · waiting",
    waitsNone: "Nothing waits to be sent.",
    waitsCount: "{n} records wait to be sent",
    sent: "{n} records are sent.",
    sentNone: "It could not be sent. Check the connection and press again.",
    sentKey: "It could not be sent: sign in on this device again, then press “Send now”.",
    retry: "Send again",
    drop: "Drop this record",
    book: "Book",
    leaves: "Picture book, document",
    sound: "Audio book",
    film: "Film",
    readTo: "{percent} % read",
    partly: "{percent} % saved so far",
    space: "{used}, {left} left on the device",
    spaceUsed: "{used}",
    nothingSaved: "Nothing is saved on this device.",
    removedAll: "All saved works are removed.",
    askAll: "Remove all {n} saved works from this device?",
    yes: "yes",
    no: "no",
    persisted: "The browser promises to keep what is saved.",
    notPersisted: "The device may clear things away when it is full. What was sent is not lost.",
    goneTold: "“{title}” was taken off this device: you may no longer read it.",
    lostTold: "The browser has cleared away {n} saved works. Save them again when there is a connection.",
    found: "{n} places in saved books",
    foundNone: "“{words}” does not stand in the saved books. Try fewer words, or a part of a word.",
    continue: "Read on",
    here: "Saved on this device",
    wanted: "The page you wanted is not saved on this device.",
    update: "There is a new version of Đèn Sách; it is used from the next start.",
    installed: "It is on the home screen.",
    install: "Put the library on your home screen",
    installWhy: "It then opens like an app, also without a connection, and takes hardly any room.",
    installApple: "In Safari press “Share”, then “Add to Home Screen”. Books saved before may have to be saved once more there.",
    installNow: "Put it there",
    installLater: "Not now",
    device: "This device",
    zalo: "You are looking inside Zalo. To save books, press the three dots in the corner above, then “Open in browser”.",
    facebook: "You are looking inside Facebook. To save books, press the three dots, then “Open in browser”.",
    inApp: "You are looking inside another app. To save books, open this page in Chrome or Safari.",
    hello: "{name} is using this device",
  },
};

const tag = () => (document.documentElement.lang.startsWith("en") ? "en" : "vi");

/** The sentence `key` with `values` put in. @param {string} key */
export const words = (key, values = {}) => WORDS[tag()][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

const number = (value, digits = 0) =>
  value.toLocaleString(tag() === "en" ? "en" : "vi", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** 0,4 MB: two figures that matter, as the server writes sizes (web/wording.py). */
export function size(bytes) {
  if (!bytes) return "0 KB";
  if (bytes < 102_400) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  const mega = bytes / 1024 ** 2;
  if (mega < 1000) return `${two(mega)} MB`;
  return `${two(mega / 1024)} GB`;
}

const two = (value) => {
  const rounded = Math.round(value * 10) / 10;
  return number(rounded, rounded < 10 && rounded % 1 ? 1 : 0);
};

export const count = (value) => number(value);

/** 19:42 today, else 23/11 19:42. */
export function moment(iso) {
  const at = new Date(iso);
  const time = at.toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
  const today = at.toDateString() === new Date().toDateString();
  return today ? time : `${at.getDate()}/${at.getMonth() + 1} ${time}`;
}

const PATHS = {
  saved: '<path d="M12 3.500v9.500m0 0l-4-4m4 4l4-4"/><path d="M4 15.500v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3"/>',
  tick: '<path d="M4.500 12.500l5 5L19.500 7"/>',
  off: '<path d="M3 3l18 18M8.500 16a5 5 0 0 1 5.500-1M5 12.500a10 10 0 0 1 4-2.300M2 9a15 15 0 0 1 4-2.500M12 5.500A15 15 0 0 1 22 9M15.500 11a10 10 0 0 1 3.500 1.500M12 19.500v.01"/>',
  sync: '<path d="M4 12a8 8 0 0 1 13.500-5.800L20 8.500M20 4v4.500h-4.500M20 12a8 8 0 0 1-13.500 5.800L4 15.500M4 20v-4.500h4.500"/>',
  book: '<path d="M12 6.500C10 5 7 4.500 3.500 5v13.500C7 18 10 18.500 12 20c2-1.500 5-2 8.500-1.500V5C17 4.500 14 5 12 6.500zM12 6.500V20"/>',
  ear: '<path d="M4 14v-2a8 8 0 0 1 16 0v2"/><rect x="3" y="13.500" width="4.500" height="7" rx="2"/><rect x="16.500" y="13.500" width="4.500" height="7" rx="2"/>',
  film: '<rect x="3" y="5" width="18" height="14" rx="2.500"/><path d="M10 9.500v5l4.500-2.500z"/>',
  pic: '<rect x="3" y="4.500" width="18" height="15" rx="2"/><circle cx="8.500" cy="9.500" r="1.700"/><path d="M4 17l5-4.500 3.500 3 3-2.500 4.500 4"/>',
  pen: '<path d="M4 20l1-4.500L16.500 4a2 2 0 0 1 2.800 0l.7.7a2 2 0 0 1 0 2.800L8.500 19z"/>',
  clock: '<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5.200l3.500 2"/>',
  next: '<path d="M9 5.500l6.500 6.500L9 18.500"/>',
  phone: '<rect x="7" y="2.500" width="10" height="19" rx="2.500"/><path d="M11 18.500h2"/>',
  warn: '<path d="M12 4l9 16H3zM12 10v4.500M12 17.500v.01"/>',
};

/** An icon; its meaning stands beside it in words. */
export function icon(name, small = true) {
  const box = document.createElement("template");
  box.innerHTML = `<svg class="i${small ? " i-s" : ""}" viewBox="0 0 24 24" aria-hidden="true">${PATHS[name]}</svg>`;
  return box.content.firstChild;
}

/** An element with properties and children; `role` and `ariaLabel` become attributes, which all browsers know. */
export function make(name, properties = {}, ...children) {
  const { data = {}, role, ariaLabel, ...rest } = properties;
  const element = Object.assign(document.createElement(name), rest);
  Object.assign(element.dataset, data);
  if (role) element.setAttribute("role", role);
  if (ariaLabel) element.setAttribute("aria-label", ariaLabel);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}
