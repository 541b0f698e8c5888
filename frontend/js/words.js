// What scripts say, in the language of the page. {name} stands for a value.
const WORDS = {
  vi: {
    offline: "Đang không có mạng. Vẫn đọc sách đã lưu.",
    lost: "Chưa nối được tới máy chủ. Xem lại mạng rồi thử lại.",
    undo: "Hoàn tác",
    close: "Đóng",
    copied: "Đã chép.",
    notCopied: "Chưa chép được. Hãy bôi đen rồi chép.",
    suggested: "{n} gợi ý, bấm mũi tên xuống để chọn",
    none: "Không có gợi ý",
    sending: "Đang gửi {name}",
    counting: "{done} trên {all} tệp",
    finished: "Đã gửi xong {all} tệp. Đang mở danh sách…",
    partly: "Đã gửi {done} trên {all} tệp; {failed} tệp chưa nhận được.",
    nothing: "Không tìm thấy tệp nào ở đây. Hãy chọn tệp hoặc thư mục có tệp.",
    refused: "{name}: máy chủ chưa nhận (mã {status}).",
    waiting: "Mất kết nối. Thử lại sau {seconds} giây.",
    stopped: "Đã dừng. {done} trên {all} tệp đã gửi.",
    continue: "Xem các tệp đã gửi",
    stop: "Dừng",
    progress: "Đã gửi",
    more: "… và {n} tệp nữa",
  },
  en: {
    offline: "No connection now. What is saved can still be read.",
    lost: "The server cannot be reached. Check the connection and try again.",
    undo: "Undo",
    close: "Close",
    copied: "Copied.",
    notCopied: "It could not be copied. Please mark the text and copy it.",
    suggested: "{n} suggestions, press the down arrow to choose",
    none: "No suggestions",
    sending: "Sending {name}",
    counting: "{done} of {all} files",
    finished: "All {all} files are sent. Opening the list …",
    partly: "{done} of {all} files sent; {failed} were not taken.",
    nothing: "No files were found here. Choose files or a folder that has some.",
    refused: "{name}: the server did not take it (code {status}).",
    waiting: "The connection broke. Trying again in {seconds} seconds.",
    stopped: "Stopped. {done} of {all} files are sent.",
    continue: "See the files that were sent",
    stop: "Stop",
    progress: "Sent",
    more: "… and {n} more",
  },
};

const spoken = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.vi;

/** The sentence `key` with `values` put in. @param {string} key @param {Record<string, string | number>} [values] */
export const say = (key, values = {}) =>
  spoken[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
