// Keys: "/" goes to the search, "j" and "k" go from entry to entry. Everything works without this.
(() => {
  "use strict";

  const stops = () => [...document.querySelectorAll(".entry a, .record[id], .dues .label, .chat p[id], .hit a")]
    .filter((stop) => stop.offsetParent !== null);

  const step = (by) => {
    const all = stops();
    if (!all.length) return;
    const at = all.findIndex((stop) => stop === document.activeElement || stop.contains(document.activeElement));
    const below = all.findIndex((stop) => stop.getBoundingClientRect().top > 0);
    const from = at < 0 ? (below < 0 ? all.length - 1 : below) - (by > 0 ? 1 : 0) : at;
    const next = all[Math.max(0, Math.min(all.length - 1, from + by))];
    if (!next.matches("a")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const keys = { j: () => step(1), k: () => step(-1), "/": () => document.querySelector("[type=search]")?.focus() };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });

  const live = document.querySelector("[data-live]");
  if (live && window.EventSource) {
    const talk = document.getElementById("talk");
    const source = new EventSource(live.dataset.live);
    source.addEventListener("line", (event) => {
      const made = document.createElement("template");
      made.innerHTML = event.data;
      const atEnd = talk.scrollTop + talk.clientHeight > talk.scrollHeight - 40;
      for (const chat of made.content.querySelectorAll(".chat")) {
        const line = chat.querySelector("p");
        if (line && !document.getElementById(line.id)) talk.append(chat);
      }
      if (atEnd) talk.scrollTop = talk.scrollHeight;
    });
    source.addEventListener("minutes", (event) => {
      document.getElementById("minutes-now").innerHTML = event.data;
    });
    source.addEventListener("again", () => {
      source.close();
      location.reload();
    });
    talk.scrollTop = talk.scrollHeight;
  }

  for (const time of document.querySelectorAll("time[datetime*=T]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.valueOf())) time.title = at.toLocaleString(undefined, { dateStyle: "full", timeStyle: "short" });
  }
})();
