// What a reference leads to is shown beside it, for the mouse and for the keyboard.
// Escape closes a preview; the mouse may move onto it. A screen reader is told the caption.
{
  const SHOW_AFTER = 150; // ms: passing over a reference shows nothing
  const HIDE_AFTER = 250; // ms: time to move onto the preview
  const GAP = 6; // pixels between reference and preview
  const MARGIN = 16; // pixels kept free at the edges of the window

  const box = document.createElement('div');
  box.id = 'preview';
  box.popover = 'manual';
  box.setAttribute('aria-hidden', 'true');
  document.querySelector('main').append(box);

  let timer = 0;
  let shown = null; // the reference whose preview is open
  const later = (act, delay) => { clearTimeout(timer); timer = setTimeout(act, delay); };

  const targetOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

  // The caption of a table or figure, the heading of a section, else all of it.
  const nameOf = (target) => target.querySelector('figcaption, h1, h2, h3, h4') ?? target;

  const contentOf = (target) => {
    if (target.matches('section')) {
      const opening = [nameOf(target), target.querySelector(':scope > p')];
      return opening.filter(Boolean).map((element) => element.cloneNode(true));
    }
    return [target.cloneNode(true)];
  };

  // A copy is only looked at: it must not answer to the ids or the tab key of the original.
  const silence = (element) => {
    element.removeAttribute('id');
    for (const part of element.querySelectorAll('[id], [role], [tabindex], a')) {
      for (const name of ['id', 'role', 'tabindex', 'aria-label', 'aria-describedby']) {
        part.removeAttribute(name);
      }
      if (part.matches('a')) part.tabIndex = -1;
    }
    return element;
  };

  const place = (link) => {
    const reference = [...link.getClientRects()].at(-1); // a link may break over two lines
    const below = innerHeight - reference.bottom;
    const above = below < box.offsetHeight + GAP + MARGIN && reference.top > below;
    const top = above ? reference.top - GAP - box.offsetHeight : reference.bottom + GAP;
    const most = document.documentElement.clientWidth - MARGIN - box.offsetWidth;
    box.style.top = `${scrollY + top}px`;
    box.style.left = `${scrollX + Math.max(MARGIN, Math.min(reference.left, most))}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    if (shown) box.hidePopover();
    shown = null;
  };

  const show = (link) => {
    clearTimeout(timer);
    if (shown === link) return;
    hide();
    box.replaceChildren(...contentOf(targetOf(link)).map(silence));
    box.scrollTop = 0;
    box.style.top = box.style.left = '0';
    box.showPopover();
    place(link);
    shown = link;
  };

  const links = document.querySelectorAll(
    'a.quarto-xref, a[role="doc-biblioref"], a[role="doc-noteref"]');
  let captions = 0;
  for (const link of links) {
    const target = targetOf(link);
    if (!target) continue;
    const name = nameOf(target);
    name.id ||= `caption-${captions += 1}`;
    link.setAttribute('aria-describedby', name.id);
    link.addEventListener('pointerenter', (event) => {
      if (event.pointerType !== 'touch') later(() => show(link), SHOW_AFTER);
    });
    link.addEventListener('pointerleave', () => later(hide, HIDE_AFTER));
    link.addEventListener('focus', () => { if (link.matches(':focus-visible')) show(link); });
    link.addEventListener('blur', hide);
    link.addEventListener('click', hide);
  }
  box.addEventListener('pointerenter', () => clearTimeout(timer));
  box.addEventListener('pointerleave', () => later(hide, HIDE_AFTER));
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });
}
