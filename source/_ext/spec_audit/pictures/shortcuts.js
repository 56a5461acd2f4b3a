// Shorter ways through mermaidx' own document, to the same results. They replace functions by
// their names: where another version of mermaidx has one of them no more, nothing is replaced,
// and drawing takes longer.
{
  const names = ["__querySelector", "__matchesChain", "__parseComplex", "__splitTopLevel",
    "__getCssRules", "__escText", "__escAttr"];
  if (names.every((name) => typeof globalThis[name] === "function")) {
    // Selectors are few, and each is taken apart once.
    const parsed = new Map();
    const parse = (selector) => {
      if (!parsed.has(selector)) {
        const parts = __splitTopLevel(selector.trim(), (sign) => sign === ",");
        parsed.set(selector, parts.map(([part]) => __parseComplex(part.trim())).filter((one) => one.length));
      }
      return parsed.get(selector);
    };
    globalThis.__matches = (element, selector) =>
      parse(selector).some((chain) => __matchesChain(element, chain, chain.length - 1));

    // The search for the first element of a selector ends where it is found.
    const first = (root, fits) => {
      for (const child of root.childNodes) {
        if (child.nodeType !== 1) continue;
        if (fits(child)) return child;
        const below = first(child, fits);
        if (below) return below;
      }
      return null;
    };
    globalThis.__querySelector = (root, selector) =>
      first(root, /^[a-z]+$/.test(selector)
        ? (element) => (element.tagName || "").toLowerCase() === selector
        : (element) => __matches(element, selector));

    // The style that text is measured by stands first in the head, once for each diagram.
    const readRules = globalThis.__getCssRules;
    let style = null;
    let rules = null;
    globalThis.__getCssRules = () => {
      const head = document.head.childNodes[0];
      if (!head || head.tagName !== "style") return readRules();
      if (head !== style) [style, rules] = [head, readRules()];
      return rules;
    };

    // Most of what is written needs no escaping.
    const escapeText = globalThis.__escText;
    const escapeAttribute = globalThis.__escAttr;
    globalThis.__escText = (text) => (/[&<>]/.test(text) ? escapeText(text) : String(text));
    globalThis.__escAttr = (text) => (/[&<>"\n\r\t]/.test(text) ? escapeAttribute(text) : String(text));
  }
}
