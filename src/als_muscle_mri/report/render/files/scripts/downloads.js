// A drawing lies compressed within the page, so that its download works wherever the page is.
// Without this script the link leads to the file that was built beside the report.
{
  const unpack = async (base64) => {
    const packed = await fetch(`data:application/gzip;base64,${base64}`);
    return new Response(packed.body.pipeThrough(new DecompressionStream('gzip'))).blob();
  };
  for (const link of document.querySelectorAll('a[data-gzip]')) {
    link.addEventListener('click', async (event) => {
      event.preventDefault();
      const bytes = await unpack(link.dataset.gzip);
      const address = URL.createObjectURL(new Blob([bytes], { type: link.type }));
      Object.assign(document.createElement('a'), { href: address, download: link.download }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    });
  }
}
