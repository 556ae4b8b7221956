// The pages work without this. With it they change in place, follow what happens on the server, and are driven by keys.
const root = document.documentElement;
root.classList.add("scripted");

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

// Times: the server knows no zone; here they are told in the reader's.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });
const long = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

function tellTimes(within) {
  const now = new Date();
  for (const time of $$("time[data-when]", within)) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    time.title = long.format(at);
    time.textContent = time.dataset.when === "long" ? long.format(at)
      : at.toDateString() === now.toDateString() ? clock.format(at)
      : at.getFullYear() === now.getFullYear() ? day.format(at) : date.format(at);
  }
}

// Pages: fetched, and their panes put in place of the old ones.

let loading = null;

async function load(url, { method = "GET", body = null, history = "push", live = false } = {}) {
  // Whoever goes somewhere is not stopped by news; the news waits.
  if (live && loading && !loading.live) return refreshSoon();
  loading?.abort();
  const mine = loading = Object.assign(new AbortController(), { live });
  try {
    const response = await fetch(url, { method, body, signal: mine.signal, headers: { Accept: "text/html" } });
    if (!(response.headers.get("Content-Type") ?? "").startsWith("text/html")) throw new Error(`${url} is no page`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine.signal.aborted) return;
    show(page, live);
    if (history === "push" && response.url !== location.href) window.history.pushState(null, "", tidy(response.url));
    else if (history === "replace") window.history.replaceState(null, "", tidy(response.url));
  } catch (fault) {
    if (fault.name === "AbortError") return;
    // What cannot be done here, the browser does its own way.
    if (method === "GET" && !live) location.assign(url);
    else if (!live) say("That did not work: the server does not answer.");
  } finally {
    if (loading === mine) loading = null;
  }
}

// What was just done is no part of an address that somebody keeps.
function tidy(url) {
  const address = new URL(url, location.href);
  for (const name of ["undo", "n", "done"]) address.searchParams.delete(name);
  return address.href;
}

function show(page, live) {
  const [panes, next] = [$("#panes"), $("#panes", page)];
  if (!next) throw new Error("a page without panes");
  document.title = page.title;
  panes.className = next.className;
  document.body.dataset.section = page.body.dataset.section;
  swap("#folders", page);
  swapList(page);
  swapDetail(page, live);
  if (!live || $("[data-toast]", page)) {
    $("#notice").replaceChildren(...$("#notice", page).childNodes);
    hideNotice();
  }
  if (!live) root.dataset.theme = page.documentElement.dataset.theme;
}

function swap(selector, page) {
  const [old, next] = [$(selector), $(selector, page)];
  const top = old.scrollTop;
  old.replaceWith(next);
  next.scrollTop = top;
  tellTimes(next);
  tellLive();
}

function swapList(page) {
  const [old, next] = [$("#list"), $("#list", page)];
  if (!next) return old?.remove();
  if (!old) {
    $("#folders").after(next);
    return tellTimes(next);
  }
  const same = old.dataset.list === next.dataset.list;
  const active = document.activeElement;
  const focused = old.contains(active) ? active.closest("[data-id]")?.dataset.id ?? (active.id || null) : null;
  const wasBox = active?.type === "checkbox";
  if (same) {
    const ticked = new Set($$("[data-rows] input:checked", old).map(box => box.closest("[data-id]").dataset.id));
    const known = new Set($$("[data-id]", old).map(row => row.dataset.id));
    for (const row of $$("[data-id]", next)) {
      if (ticked.has(row.dataset.id)) $("input", row).checked = true;
      if (!known.has(row.dataset.id)) row.classList.add("new");
    }
    const [search, typed] = [$("#q", old), $("#q", next)];
    if (search && typed && search === active) typed.value = search.value;
  }
  const [top, at] = [old.scrollTop, active?.id === "q" ? active.selectionStart : null];
  old.replaceWith(next);
  if (same) next.scrollTop = top;
  tellTimes(next);
  if (!focused) return;
  const again = focused === "q" ? $("#q") : rowOf(focused) && $(wasBox ? "input" : "a", rowOf(focused));
  again?.focus({ preventScroll: true });
  if (focused === "q" && at !== null) again.setSelectionRange(at, at);
}

function swapDetail(page, live) {
  const [old, next] = [$("#detail"), $("#detail", page)];
  const same = old.dataset.key === next.dataset.key;
  // A message that is being read stays as it is; what else is open follows what happens.
  if (same && live && !("follows" in old.dataset)) return;
  tellTimes(next);
  if (same && old.innerHTML === next.innerHTML) return;
  const [told, telling] = [$(".conversation", old), $(".conversation", next)];
  if (same && told && telling) return goOn(told, telling);
  const top = same ? old.scrollTop : 0;
  old.replaceWith(next);
  if (same) next.scrollTop = top;
  else if (telling?.classList.contains("running")) $(".now", telling)?.scrollIntoView({ block: "end" });
  follow();
}

// A conversation grows at its end: what is there stays, folded or not, and whoever was at its end stays there.
function goOn(told, telling) {
  const end = $(".now", told);
  const wasAtEnd = end && end.getBoundingClientRect().bottom <= innerHeight + 40;
  const [parts, anew] = [$$("[data-renewed]", told), $$("[data-renewed]", telling)];
  parts.forEach((part, at) => part.replaceWith(anew[at]));
  const list = $("[data-turns]", told);
  const turns = $$("[data-turns] > li", telling);
  const ids = new Set(turns.map(turn => turn.id));
  for (const turn of [...list.children]) if (!ids.has(turn.id)) turn.remove();
  for (const turn of turns) {
    const known = list.children.namedItem(turn.id);
    if (!known) {
      turn.classList.add("new");
      list.append(turn);
    } else if (known.textContent !== turn.textContent) known.replaceWith(turn);
  }
  told.className = telling.className;
  if (!told.classList.contains("running")) delete $("#detail").dataset.follows;
  if (wasAtEnd) ($(".now", told) ?? list.lastElementChild)?.scrollIntoView({ block: "end" });
  follow();
}

// Notices: they go after a while, the ones that can be undone with the time to do so.

let hiding = 0;

function hideNotice() {
  clearTimeout(hiding);
  const toast = $("[data-toast]");
  if (toast) hiding = setTimeout(() => toast.remove(), $("[data-undo]", toast) ? 28000 : 5000);
}

function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  toast.textContent = text;
  $("#notice").replaceChildren(toast);
  hideNotice();
}

// Clicks and forms.

addEventListener("click", event => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const target = event.target.closest("a, button, input");
  if (!target) return;
  if (target.matches("[data-copy]")) return copy(target);
  if (target.matches("[data-keys]")) return $("#keys").showModal();
  if (target.matches("[data-all]")) return tickAll(target.checked);
  if (!target.matches("a[href]") || target.target || target.hasAttribute("download") || target.hasAttribute("data-plain")) return;
  const url = new URL(target.href);
  if (url.origin !== location.origin || url.hash && url.pathname === location.pathname) return;
  event.preventDefault();
  load(url.href);
});

addEventListener("submit", event => {
  const form = event.target;
  if (!form.matches("form[data-live]")) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  // A button called "action" hides the property of that name.
  const action = new URL(form.getAttribute("action"), location.href);
  if (form.method === "get") {
    for (const [name, value] of data) if (value) action.searchParams.set(name, value);
    load(action.href);
  } else load(action.href, { method: "POST", body: new URLSearchParams(data) });
});

addEventListener("popstate", () => load(location.href, { history: "none" }));

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    const text = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = text; }, 1500);
  } catch {
    say(button.dataset.copy);
  }
}

function tickAll(checked) {
  for (const box of $$("[data-rows] input[type=checkbox]")) box.checked = checked;
}

// Keys.

const rowOf = id => $(`[data-rows] [data-id="${CSS.escape(id)}"]`);
let awaitsPlace = 0;

function currentRow() {
  return document.activeElement?.closest?.("[data-rows] [data-id]") ?? $("[data-rows] .open");
}

function move(by) {
  const rows = $$("[data-rows] [data-id]");
  if (rows.length === 0) return;
  const at = rows.indexOf(currentRow());
  const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  $("a", row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function act(action) {
  const form = $("#rows-form");
  const button = form && $(`button[value="${action}"]`, form);
  if (!button) return;
  if (!$("[data-rows] input:checked", form)) {
    const box = currentRow() && $("input", currentRow());
    if (!box) return say("Nothing is selected.");
    box.checked = true;
    // Where the row goes, the one behind it comes next.
    const beside = box.closest("[data-id]").nextElementSibling ?? box.closest("[data-id]").previousElementSibling;
    if (action === "delete" && beside) $("a", beside).focus({ preventScroll: true });
  }
  form.requestSubmit(button);
}

function side(by) {
  const tabs = $$(".tabs a");
  const at = tabs.findIndex(tab => tab.getAttribute("aria-current"));
  tabs[at + by]?.click();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => { const box = currentRow() && $("input", currentRow()); if (box) box.checked = !box.checked; },
  d: () => act("delete"),
  u: () => act("unread"),
  z: () => $("[data-undo]")?.click(),
  "[": () => side(-1),
  "]": () => side(1),
  "/": () => { const search = $("#q"); if (search) { search.focus(); search.select(); } else load("/mail").then(() => $("#q")?.focus()); },
  "?": () => $("#keys").showModal(),
  Escape: () => { if ($("#panes").classList.contains("is-open")) $("#detail .back")?.click(); },
};

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("dialog[open]")) return;
  const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (typing) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (awaitsPlace) {
    clearTimeout(awaitsPlace);
    awaitsPlace = 0;
    const place = $(`[data-go="${CSS.escape(event.key)}"]`);
    if (place) { event.preventDefault(); place.click(); }
    return;
  }
  if (event.key === "g") {
    awaitsPlace = setTimeout(() => { awaitsPlace = 0; }, 1500);
    return;
  }
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

// Events: whatever happens, the page is read anew; many at once are read once. The browser resumes the stream by itself, with
// the number of the last event that it has.

let isLive = false;
let refresh = 0;
let refreshed = 0;

function tellLive() {
  const state = $("[data-live-state]");
  state?.classList.toggle("off", !isLive);
  if (state) state.textContent = isLive ? "live" : "away";
}

function refreshSoon() {
  if (refresh) return;
  const wait = Math.max(60, 400 - (performance.now() - refreshed));
  refresh = setTimeout(async () => {
    refresh = 0;
    refreshed = performance.now();
    await load(location.href, { history: "none", live: true });
  }, wait);
}

const news = ["message-added", "message-changed", "message-deleted", "message-restored", "store-changed", "queue-changed", "reset",
  "session-opened", "session-ended", "session-continued"];
let stream = null;
let last = document.body.dataset.after;
let followed = "";

// A session that runs is followed step by step while it is open.
function running() {
  return $(".conversation.running")?.dataset.session ?? "";
}

function follow() {
  if (stream && running() !== followed) listen();
}

function isOfInterest(event) {
  if (!event.type.startsWith("session-")) return true;
  if (["sessions", "overview"].includes(document.body.dataset.section)) return true;
  return followed !== "" && JSON.parse(event.data).session === followed;
}

function listen() {
  stream?.close();
  followed = running();
  const session = followed ? `,steps&session=${encodeURIComponent(followed)}` : "";
  stream = new EventSource(`/events?topics=messages,queue,sessions${session}&after=${encodeURIComponent(last)}`);
  let wasCut = false;
  stream.onopen = () => {
    isLive = true;
    tellLive();
    // Of what is said in sessions nothing is kept for those who were away.
    if (wasCut && followed) refreshSoon();
    wasCut = false;
  };
  stream.onerror = () => {
    isLive = false;
    wasCut = true;
    tellLive();
  };
  for (const name of news) {
    stream.addEventListener(name, event => {
      last = event.lastEventId || last;
      if (isOfInterest(event)) refreshSoon();
    });
  }
  if (followed) refreshSoon();
}

// A browser has six connections for a site, and a page that nobody sees needs none of them. Seen again, it makes up for it.
function listenWhileSeen() {
  if (document.visibilityState === "visible") {
    if (!stream) listen();
  } else {
    stream?.close();
    stream = null;
  }
}

window.history.replaceState(null, "", tidy(location.href));
tellTimes(document);
hideNotice();
addEventListener("visibilitychange", listenWhileSeen);
addEventListener("pagehide", () => { stream?.close(); stream = null; });
addEventListener("pageshow", listenWhileSeen);
listenWhileSeen();
