"""Reports of cohorts whose texts try to be more than texts."""
