"""The way in: empty forms for a cohort, and a spreadsheet turned into its files."""
