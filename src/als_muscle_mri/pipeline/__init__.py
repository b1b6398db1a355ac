"""The steps Snakemake calls: convert, execute, merge, stage, publish.

On a full disk CPython leaves half a compiled module and takes it for a whole one from then on. So
where little is free none is written, neither here nor by the processes that this one starts: make
sees to it before Python begins, and this module where Snakemake was called without make.
"""

import os
import shutil
import sys

LEAST_FREE = 100_000_000
"""Bytes below which no compiled module is written."""

if shutil.disk_usage(os.path.dirname(__file__)).free < LEAST_FREE:
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
