// A box that may scroll sideways is a stop of the tab key, with a name, only while it has to scroll.
{
  const NAMES = ['tabindex', 'role', 'aria-label', 'aria-labelledby'];
  const unnamed = (box) => (
    { tabindex: '0', role: 'group', 'aria-label': box.closest('figure') ? 'Output' : 'Code' });

  const given = (box) => Object.fromEntries(
    NAMES.filter((name) => box.hasAttribute(name)).map((name) => [name, box.getAttribute(name)]));

  const wanted = new Map();
  const observer = new ResizeObserver((changes) => {
    for (const { target: box } of changes) {
      const scrolls = box.scrollWidth > box.clientWidth;
      for (const [name, value] of Object.entries(wanted.get(box))) {
        if (scrolls) box.setAttribute(name, value); else box.removeAttribute(name);
      }
    }
  });
  for (const box of document.querySelectorAll('.table-scroll, div.sourceCode, main pre')) {
    wanted.set(box, box.matches('[role]') ? given(box) : unnamed(box));
    observer.observe(box);
  }
}
