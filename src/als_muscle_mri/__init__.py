"""A literate, notebook-based study report for semi-quantitative muscle MRI in ALS."""
