"""The report and its notebook pages in a real browser, as a reader uses them."""
