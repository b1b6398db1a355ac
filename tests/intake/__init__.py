"""The way in: forms and spreadsheets."""
