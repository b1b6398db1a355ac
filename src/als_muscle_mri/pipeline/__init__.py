"""The steps Snakemake calls: convert, execute, merge, stage, publish."""
