"use strict";
// What stands behind a figure, shown on pointing and on keyboard focus; Escape hides it. Without this script the
// sentences stand in the page, hidden from sight only, and every figure still leads to its source.
(() => {
  const tip = document.getElementById("tip");
  let shown = null;
  const words = (link) => {
    const said = link.dataset.said && document.getElementById(link.dataset.said);
    return said ? said.textContent : link.getAttribute("aria-label");
  };
  const target = (event) => event.target.closest && event.target.closest("a.figure, figure svg a");
  const hide = () => { tip.hidden = true; shown = null; };
  const show = (link) => {
    tip.textContent = words(link);
    tip.hidden = false;
    shown = link;
    const at = link.getBoundingClientRect(), box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left), innerWidth - box.width - 8);
    const below = at.bottom + 8 + box.height < innerHeight;
    tip.style.left = `${left}px`;
    tip.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - box.height - 8)}px`;
  };
  document.addEventListener("pointerover", (event) => {
    const link = target(event);
    if (link) show(link);
    else if (shown && event.target !== tip && document.activeElement !== shown) hide();
  });
  document.addEventListener("focusin", (event) => { const link = target(event); if (link) show(link); else hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("scroll", () => { if (shown) show(shown); }, { passive: true });
  // a finger cannot hover: the first touch shows the sentence, the second follows the link
  let touched = null;
  document.addEventListener("click", (event) => {
    const link = target(event);
    if (link && event.pointerType === "touch" && touched !== link) { event.preventDefault(); show(link); }
    touched = link;
    if (!link) hide();
  });
  // one stop of the Tab key for each drawing; arrows go from figure to figure within it
  for (const drawing of document.querySelectorAll("figure svg")) {
    const links = [...drawing.querySelectorAll("a")];
    links.forEach((link, number) => link.setAttribute("tabindex", number ? "-1" : "0"));
    drawing.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const now = links.indexOf(document.activeElement);
      if (!step || now < 0) return;
      event.preventDefault();
      const next = links[(now + step + links.length) % links.length];
      links[now].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  }
})();
