// The contents follow the reader: the entry of the section being read is marked.
{
  const contents = document.getElementById('TOC');
  const entries = new Map();
  for (const link of document.querySelectorAll('#contents a')) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) entries.set(section, link);
  }

  // Sections above a line near the top of the window; of several the last, or innermost, is read.
  const crossing = new Set();
  let marked = null;
  const mark = () => {
    const read = [...entries.keys()].filter((section) => crossing.has(section)).at(-1);
    const link = entries.get(read) ?? null;
    if (link === marked) return;
    marked?.removeAttribute('aria-current');
    link?.setAttribute('aria-current', 'true');
    marked = link;
    if (link) bringIntoView(link);
  };

  // Scrolls the contents only, never the page.
  const bringIntoView = (link) => {
    const [box, own] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
    if (own.top < box.top) contents.scrollTop -= box.top - own.top + box.height / 3;
    if (own.bottom > box.bottom) contents.scrollTop += own.bottom - box.bottom + box.height / 3;
  };

  // The line lies just below the place a section comes to when its link is followed.
  let observer = null;
  const follow = () => {
    observer?.disconnect();
    crossing.clear();
    const line = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) + 8;
    observer = new IntersectionObserver((changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) crossing.add(target); else crossing.delete(target);
      }
      mark();
    }, { rootMargin: `0px 0px ${line - innerHeight}px 0px` });
    for (const section of entries.keys()) observer.observe(section);
  };
  follow();
  addEventListener('resize', follow);
}
