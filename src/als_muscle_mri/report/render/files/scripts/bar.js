// The bar: dark or light colours, and contents that are open only where there is room for them.
// The page can be read without any of the scripts; they only make it handier.
{
  const root = document.documentElement;
  const button = document.getElementById('theme');
  const night = matchMedia('(prefers-color-scheme: dark)');
  const KEY = 'als-muscle-mri-theme';

  // A browser may forbid storage to a file that was opened from a folder.
  const storage = (use) => { try { return use(localStorage); } catch { return null; } };
  const dark = () => (root.dataset.theme ?? (night.matches ? 'dark' : 'light')) === 'dark';
  const show = () => button.setAttribute('aria-pressed', String(dark()));

  const remembered = storage((kept) => kept.getItem(KEY));
  if (remembered === 'dark' || remembered === 'light') root.dataset.theme = remembered;
  button.hidden = false;
  show();
  night.addEventListener('change', show);
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    storage((kept) => kept.setItem(KEY, root.dataset.theme));
    show();
  });

  const contents = document.getElementById('contents');
  const wide = matchMedia('(min-width: 62rem)');
  if (contents) {
    const fit = () => { contents.open = wide.matches; };
    fit();
    wide.addEventListener('change', fit);
    contents.addEventListener('click', (event) => {
      if (!wide.matches && event.target.closest('a')) contents.open = false;
    });
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || wide.matches || !contents.open) return;
      contents.open = false;
      contents.querySelector('summary').focus();
    });
  }
}
