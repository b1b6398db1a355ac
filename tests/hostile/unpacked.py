"""Every byte of a build that a program would read: archives, streams and chunks unpacked."""

import gzip
import io
import re
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PACKED = re.compile(r'data-gzip="([A-Za-z0-9+/=]+)"')


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder as it is, and then once more as what it holds."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".snakemake" not in path.parts:
            name, data = str(path.relative_to(folder)), path.read_bytes()
            yield name, data
            yield from ((f"{name}: {part}", inner) for part, inner in _parts(path, data))


def _parts(path: Path, data: bytes) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif path.suffix == ".gz":
        yield "unpacked", gzip.decompress(data)
    elif path.suffix == ".pdf":
        for number, match in enumerate(STREAM.finditer(data)):
            try:
                yield f"stream {number}", zlib.decompress(match.group(1))
            except zlib.error:
                continue  # not every stream is packed that way
    elif path.suffix == ".png":
        with Image.open(path) as picture:
            yield "text chunks", repr(picture.info).encode()
    elif path.suffix == ".html":
        for number, match in enumerate(PACKED.finditer(data.decode("utf-8"))):
            yield f"drawing {number}", gzip.decompress(b64decode(match.group(1)))
