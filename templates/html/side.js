// Foldede tabeller åbnes, når der skrives ud, og lukkes igen bagefter.
let somLukkede = [];
addEventListener("beforeprint", () => {
  somLukkede = [...document.querySelectorAll("details:not([open])")];
  for (const fold of somLukkede) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of somLukkede) fold.open = false;
});

// Kun tabeller, der faktisk kan rulle, er et stop for tabulatortasten.
if ("ResizeObserver" in window) {
  const maaler = new ResizeObserver((maal) => {
    for (const { target } of maal) {
      const ruller = target.scrollWidth > target.clientWidth + 1;
      for (const [navn, vaerdi] of target.somRolle) {
        if (ruller) target.setAttribute(navn, vaerdi); else target.removeAttribute(navn);
      }
    }
  });
  for (const rulle of document.querySelectorAll(".rul")) {
    rulle.somRolle = ["tabindex", "role", "aria-label", "aria-labelledby"]
      .filter((navn) => rulle.hasAttribute(navn))
      .map((navn) => [navn, rulle.getAttribute(navn)]);
    maaler.observe(rulle);
  }
}

// Indholdslisten viser, hvor i rapporten man er.
if ("IntersectionObserver" in window) {
  const links = new Map();
  for (const link of document.querySelectorAll(".indholdsliste a")) {
    links.set(link.getAttribute("href").slice(1), link);
  }
  const vagt = new IntersectionObserver((syn) => {
    for (const { target, isIntersecting } of syn) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(target.id).setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const id of links.keys()) vagt.observe(document.getElementById(id));
}
