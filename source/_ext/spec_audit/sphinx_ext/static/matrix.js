/* Brings the matrices of spec_audit to life: filter, sort, keyboard, addresses, downloads.
   The table is complete without it; its classes and data- attributes are matrix_html.py's.
   All state stands in the address: in the query or, where a browser forbids that (pages read
   from disk), behind "#?". */
"use strict";
(() => {
const FIELDS = ["q", "spec", "kind", "relation"];
const names = new Intl.Collator("en", { numeric: true });
const fragment = decodeURIComponent(location.hash.slice(1));
const inHash = fragment.startsWith("?");
const query = new URLSearchParams(inHash ? fragment : location.search);
const wantedRow = inHash ? query.get("row") : fragment;
let place = wantedRow || "";
let timer;

// The other parts of a long matrix are opened with the same filter.
function carry() {
  query.delete("row");
  const text = `${query}` && `?${query}`;
  const links = document.querySelectorAll(".spec-parts a");
  for (const link of links) link.href = link.href.split(/[?#]/)[0] + text;
  return text;
}

function write() {
  clearTimeout(timer);
  timer = 0;
  const text = carry();
  try {
    history.replaceState(null, "", location.pathname + text + (place && `#${place}`));
  } catch {
    if (place) query.set("row", place);
    history.replaceState(null, "", `#?${query}`);
  }
}

// Gathered, because browsers refuse more than a few changes of the address in a second.
function remember() {
  clearTimeout(timer);
  timer = setTimeout(write, 150);
}

function start(box, index) {
  const name = box.dataset.matrix;
  const form = box.querySelector("form");
  const { relation: relations, csv, json, link } = form.elements;
  const output = form.querySelector("output");
  const table = box.querySelector("table");
  const heads = [...table.tHead.rows[0].cells];
  const titles = heads.map((head) => head.textContent);
  const order = relations ? [...relations.options].map((option) => option.value) : [];
  const prefix = index ? `${name}.` : "";
  const get = (field) => query.get(prefix + field) || "";
  const set = (field, value) => (value ? query.set(prefix + field, value) : query.delete(prefix + field));

  // What filter and downloads need of each row, read once. A mark with labels counts once each.
  const read = (which) => (cell) => [...cell.querySelectorAll(which)].flatMap((mark) =>
    Array(mark.parentElement.querySelectorAll("p").length || 1).fill(mark.dataset.r));
  const rows = [...table.tBodies[0].rows].map((element, at) => ({
    ...element.dataset,
    element,
    at,
    cells: [...element.cells],
    marks: [...element.cells].map(read("[data-r]:not([data-none])")),
    text: `${element.textContent} ${element.dataset.concern}`.toLowerCase(),
  }));
  let shown = rows;

  function filter() {
    const [q, spec, kind, relation] = FIELDS.map(get);
    const words = q.toLowerCase().split(/\s+/);
    const column = titles.indexOf(spec);
    const has = (marks) => (relation ? marks.includes(relation) : marks.length);
    const fits = (row) => {
      if ((kind && row.kind !== kind) || !words.every((word) => row.text.includes(word))) return false;
      // A spec is a column here, or the owner of a row; trouble stands in the row's head.
      if (column < 1) return (!spec || row.owner === spec) && (!relation || row.marks.some(has));
      return relation && has(row.marks[0]) ? row.marks[column].length : has(row.marks[column]);
    };
    shown = rows.filter((row) => {
      const hide = !fits(row);
      if (row.element.hidden !== hide) row.element.hidden = hide;
      return !hide;
    });
    const share = (count) => Math.floor((100 * count) / (shown.length || 1));
    let account = `${shown.length} of ${rows.length} ${output.dataset.subject}`;
    if (box.dataset.counts) {
      for (const one of order.filter(Boolean)) {
        const count = shown.filter((row) => row.marks.some((marks) => marks.includes(one))).length;
        if (count) account += ` · ${one} ${count} (${share(count)}\u00a0%)`;
      }
      heads.forEach((head, at) => {
        const count = head.querySelector("small");
        if (at) count.textContent = shown.filter((row) => has(row.marks[at])).length;
      });
    }
    output.textContent = account;
  }

  function sort() {
    const wanted = get("sort");
    const column = titles.indexOf(wanted.replace(/^-/, ""));
    const rank = (row) => {
      const amount = parseInt(row.cells[column].textContent, 10);
      return -amount || Math.min(order.length, ...row.marks[column].map((one) => order.indexOf(one)));
    };
    if (column > 0) for (const row of rows) row.rank = rank(row);
    // A column of sentences goes by their letters.
    const words = column > 0 && !rows.some((row) => row.marks[column].length);
    const compare = column < 0 ? () => 0
      : words ? (one, other) => names.compare(one.cells[column].textContent, other.cells[column].textContent)
      : column ? (one, other) => one.rank - other.rank
      : (one, other) => names.compare(one.key, other.key);
    rows.sort((one, other) => compare(one, other) || one.at - other.at);
    if (wanted[0] === "-") rows.reverse();
    table.tBodies[0].append(...rows.map((row) => row.element));
    heads.forEach((head, at) => {
      head.ariaSort = at !== column ? null : wanted[0] === "-" ? "descending" : "ascending";
    });
  }

  function turn(title) {
    set("sort", { [title]: `-${title}`, [`-${title}`]: "" }[get("sort")] ?? title);
    sort();
    change();
  }

  function change() {
    filter();
    remember();
  }

  // The table is one stop for the tab key; arrows go from link to link and from cell to cell.
  const units = (cell) => {
    const links = [...cell.querySelectorAll("a, button")];
    return links.length ? links : [cell];
  };
  let active = units(heads[0])[0];
  function activate(unit) {
    active.tabIndex = -1;
    active = unit;
    active.tabIndex = 0;
  }
  function go(unit) {
    activate(unit);
    unit.focus();
  }
  function move(event) {
    const cell = event.target.closest("td, th");
    if (!cell || event.altKey || event.metaKey) return;
    const row = cell.parentElement;
    const column = cell.cellIndex;
    const all = [heads[0].parentElement, ...shown.map((one) => one.element)];
    const up = (step) => all[Math.max(0, Math.min(all.length - 1, all.indexOf(row) + step))];
    const at = units(cell).indexOf(event.target);
    const first = (to, index) => units(to.cells[index] || cell)[0];
    const targets = {
      ArrowRight: () => units(cell)[at + 1] || first(row, column + 1),
      ArrowLeft: () => units(cell)[at - 1] || (column ? units(row.cells[column - 1]).at(-1) : event.target),
      ArrowDown: () => first(up(1), column),
      ArrowUp: () => first(up(-1), column),
      PageDown: () => first(up(10), column),
      PageUp: () => first(up(-10), column),
      Home: () => first(event.ctrlKey ? up(-Infinity) : row, 0),
      End: () => first(event.ctrlKey ? up(Infinity) : row, heads.length - 1),
    };
    if (!targets[event.key]) return;
    event.preventDefault();
    go(targets[event.key]());
  }

  // The address follows the cell that one is at, so that it is always a link to it.
  function arrive(event) {
    const cell = event.target.closest("tbody > tr > *");
    if (event.target.matches("td, a, button")) activate(event.target);
    if (!cell) return;
    place = cell.parentElement.id;
    set("cell", cell.cellIndex && titles[cell.cellIndex]);
    remember();
  }

  function download(format, type, text) {
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(new Blob([text], { type }));
    anchor.download = `${name}.${format}`;
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  }
  const words = (cell) => {
    const labels = cell.querySelectorAll("p");
    return [...(labels.length ? labels : cell.querySelectorAll("[data-r]"))]
      .map((mark) => mark.textContent).join("; ");
  };
  csv.onclick = () => {
    // A spreadsheet would take what begins so for a formula.
    const plain = (text) => (/^[=+@\t\r-]/.test(text) ? `'${text}` : text);
    const quote = (text = "") => (/[",\n]/.test(text) ? `"${plain(text).replaceAll('"', '""')}"` : plain(text));
    const lines = [[titles[0], "owner", "concern", ...titles.slice(1)],
      ...shown.map((row) => [row.key, row.owner, row.concern, ...row.cells.slice(1).map(words)])];
    // The mark at the start tells a spreadsheet that it is UTF-8.
    download("csv", "text/csv", "\ufeff" + lines.map((line) => `${line.map(quote).join(",")}\n`).join(""));
  };
  if (json) json.onclick = () => {
    const data = shown.map(({ key, owner = null, concern = null, cells }) => ({ key, owner, concern,
      cells: Object.fromEntries(titles.map((title, at) => [title, read("[data-r]")(cells[at])])
        .filter(([, found], at) => at && found.length)) }));
    download("json", "application/json", JSON.stringify({ rows: data, specs: titles.slice(1) }, null, 1));
  };
  link.onclick = async () => {
    const text = link.textContent;
    link.textContent = await navigator.clipboard.writeText(location.href)
      .then(() => "Copied", () => "Copy the address");
    setTimeout(() => { link.textContent = text; }, 2000);
  };

  for (const field of FIELDS) {
    const input = form.elements[field];
    if (!input) continue;
    input.value = get(field);
    input.oninput = () => {
      set(field, input.value);
      change();
    };
  }
  form.onsubmit = () => false;
  form.onreset = () => {
    for (const field of [...FIELDS, "cell"]) set(field, "");
    place = "";
    change();
  };
  heads.forEach((head, at) => {
    const tools = document.createElement("span");
    tools.innerHTML = ' <small></small> <button type="button"></button>';
    tools.lastChild.ariaLabel = `Sort by ${titles[at]}`;
    tools.lastChild.onclick = () => turn(titles[at]);
    head.append(tools);
  });
  for (const unit of table.querySelectorAll("a, button")) unit.tabIndex = -1;
  activate(units(heads[0])[0]);
  table.onkeydown = move;
  table.onclick = arrive;
  // Rows are laid out as grids, which would be copied as one long column.
  table.addEventListener("copy", (event) => {
    const selection = getSelection();
    const taken = shown.filter(({ element }) => selection.containsNode(element, true));
    const cells = taken.flatMap((row) => row.cells.filter((cell) => selection.containsNode(cell, true)));
    if (cells.length < 2) return;
    const lines = [titles, ...taken.map((row) => [row.key, ...row.cells.slice(1).map(words)])];
    event.clipboardData.setData("text/plain", lines.map((line) => `${line.join("\t")}\n`).join(""));
    event.preventDefault();
  });
  table.addEventListener("focusin", arrive);

  if (get("sort")) sort();
  filter();
  form.hidden = false;
  const row = rows.find(({ element }) => element.id === wantedRow);
  if (!row) {
    seek(box);
    return;
  }
  row.element.hidden = false;
  const cell = row.cells[Math.max(0, titles.indexOf(get("cell")))];
  cell.classList.add("spec-here");
  // After the browser has followed the fragment, which takes the focus away.
  addEventListener("load", () => {
    cell.scrollIntoView({ block: "center", inline: "nearest" });
    go(units(cell)[0]);
  });
}

// A row may have moved into another part since somebody kept its address: all of them are tried, once each.
function seek(box) {
  const parts = [...box.querySelectorAll(".spec-parts a")];
  // It may stand in another matrix of this page.
  if (!wantedRow?.startsWith("row-") || !parts.length || document.getElementById(wantedRow)) return;
  const tried = (query.get("tried") || "").split(" ").filter(Boolean);
  tried.push(`${parts.findIndex((part) => part.ariaCurrent)}`);
  const next = parts.findIndex((_, at) => !tried.includes(`${at}`));
  query.set("tried", tried.join(" "));
  if (next >= 0) location.replace(`${parts[next].href.split(/[?#]/)[0]}?${query}#${wantedRow}`);
}

document.querySelectorAll(".spec-matrix-box").forEach(start);
query.delete("tried");
carry();
// Who follows a link at once comes back to what was shown.
addEventListener("click", () => timer && write());
// An address that differs only behind the "#" is followed without loading the page again, which
// would leave a row hidden that the filter of now does not show, and a state from disk unread.
addEventListener("hashchange", () => {
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (wanted[0] === "?" || document.getElementById(wanted)?.closest(".spec-matrix-box")) location.reload();
});
})();
