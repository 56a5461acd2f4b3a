/* Ranks what the search finds: who types a name gets what bears it first.
   Sphinx cuts what was typed into words at every "/", ":" and "-", so all that holds these words
   comes; here the whole of it is held against the whole name. It also mends two mistakes of
   Sphinx's own: it takes the shown name of an object for its anchor, and escapes it twice. */
var Scorer = {
  // Sphinx's own numbers, which it reads nowhere else once this is here.
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,

  score(result) {
    // A parameter may be typed as other frameworks write it: "{id}" or "<id>" for ":id".
    const typed = (new URLSearchParams(location.search).get("q") || "").trim().toLowerCase()
      .replace(/[{<](\w+)[}>]/g, ":$1");
    const plain = (text) => new DOMParser().parseFromString(text, "text/html").documentElement.textContent;
    let id = "";
    if (result[6] === "object") {
      let title = result[1].includes("&") ? plain(result[1]) : result[1];
      id = /^(.*) \(([A-Z][A-Z0-9_]{4,})\)$/.exec(title)?.[2] || "";
      if (id) {
        title = title.slice(0, -id.length - 3);
        result[2] = `#${id}`;
      }
      result[1] = title;
    } else if (result[6] !== "title") {
      return result[4];
    }
    // The kind may be typed as well: "table:sessions"; a fact bears its router or protocol in front,
    // a route its method, a column its table.
    const kind = (result[3] || "").split(",")[0].toLowerCase();
    const name = result[1].toLowerCase();
    const short = name.replace(/^[\w-]+:(?=.)/, "");
    const names = [name, `${kind}:${name}`, short, short.replace(/^\S+ (?=\/)/, ""), id.toLowerCase()];
    let more = 0;
    if (names.includes(typed)) more = 200;
    else if (name.replace(/^.*[.>/: ]/, "") === typed) more = 60;
    else if (names.some((one) => one.startsWith(typed))) more = 40;
    else if (name.includes(typed)) more = 20;
    // Of names that fit equally well, the shorter is the better fit.
    return result[4] + more - Math.min(name.length, 100) / 100;
  },
};
