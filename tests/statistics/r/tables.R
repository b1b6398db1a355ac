# Reference values for tables of counts, adjusted p and quartiles, from base R.
# Run: Rscript tables.R > tables.tsv
show <- function(case, quantity, value, source)
  cat(paste(case, quantity, trimws(formatC(value, digits = 12, format = "g")), source,
            sep = "\t"), sep = "\n")
r_version <- paste0("R ", R.version$major, ".", R.version$minor)

tables <- list(
  atrophy = rbind(c(137, 473), c(4, 552)),
  small = rbind(c(8, 2), c(1, 5)),
  zero = rbind(c(0, 7), c(4, 3)),
  even = rbind(c(5, 5), c(6, 6))
)
# fisher.test stops its root search early; this is the same distribution, searched to the end
limits <- function(table, tail = 0.025) {
  x <- table[1, 1]
  m <- sum(table[, 1])
  n <- sum(table[, 2])
  k <- sum(table[1, ])
  support <- max(0, k - n):min(k, m)
  base <- dhyper(support, m, n, k, log = TRUE)
  chance <- function(log_odds, chosen) {
    weights <- base + log_odds * support
    weights <- exp(weights - max(weights))
    sum(weights[chosen]) / sum(weights)
  }
  root <- function(f) exp(uniroot(f, c(-30, 30), tol = 1e-14)$root)
  c(root(function(t) chance(t, support >= x) - tail), root(function(t) chance(t, support <= x) - tail))
}

for (case in names(tables)) {
  table <- tables[[case]]
  plain <- suppressWarnings(chisq.test(table, correct = FALSE))
  yates <- suppressWarnings(chisq.test(table, correct = TRUE))
  exact <- fisher.test(table)
  show(case, "chi_square", plain$statistic, paste(r_version, "chisq.test"))
  show(case, "p", plain$p.value, paste(r_version, "chisq.test"))
  show(case, "p_yates", yates$p.value, paste(r_version, "chisq.test"))
  show(case, "p_fisher", exact$p.value, paste(r_version, "fisher.test"))
  show(case, "estimate", exact$estimate, paste(r_version, "fisher.test"))
  show(case, "low", exact$conf.int[1], paste(r_version, "fisher.test"))
  show(case, "high", exact$conf.int[2], paste(r_version, "fisher.test"))
  if (all(table > 0)) {
    show(case, "low", limits(table)[1], paste(r_version, "dhyper and uniroot"))
    show(case, "high", limits(table)[2], paste(r_version, "dhyper and uniroot"))
  }
}

p <- c(0.046, 0.482, 0.0204, 0.0471, 0.142, 0.0997, 0.664, 0.793)
for (i in seq_along(p)) {
  show(paste0("adjust ", i), "holm", p.adjust(p, "holm")[i], paste(r_version, "p.adjust"))
  show(paste0("adjust ", i), "bh", p.adjust(p, "BH")[i], paste(r_version, "p.adjust"))
}

samples <- list(
  umn = c(16, 13, 2, 13, 14, 13, 16, 1, 8, 10),
  ages = c(58, 86, 78, 63, 69, 67, 68, 71, 66, 57),
  nine = c(0, 1, 1, 2, 2, 2, 3, 3, 3)
)
for (case in names(samples)) {
  q <- quantile(samples[[case]], c(0.25, 0.5, 0.75), type = 2, names = FALSE)
  show(case, "q1", q[1], paste(r_version, "quantile type 2"))
  show(case, "median", q[2], paste(r_version, "quantile type 2"))
  show(case, "q3", q[3], paste(r_version, "quantile type 2"))
}
