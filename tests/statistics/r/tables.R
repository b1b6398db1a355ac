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

# Intraclass correlations of single ratings, two-way, by McGraw and Wong (1996), Psychological Methods
# 1:30-46, from the mean squares of an analysis of variance.
ratings <- list(
  # six subjects and four raters of Shrout and Fleiss (1979)
  judged = rbind(c(9, 2, 5, 8), c(6, 1, 3, 2), c(8, 4, 6, 8), c(7, 1, 2, 6), c(10, 5, 6, 9), c(6, 2, 4, 7)),
  close = rbind(c(0.5, 0.5), c(1, 1.25), c(2, 2), c(0, 0.25), c(1.5, 1.25), c(0.75, 0.75), c(3, 2.75))
)
for (case in names(ratings)) {
  given <- ratings[[case]]
  n <- nrow(given)
  k <- ncol(given)
  squares <- summary(aov(c(given) ~ factor(c(row(given))) + factor(c(col(given)))))[[1]][["Mean Sq"]]
  rows <- squares[1]
  columns <- squares[2]
  error <- squares[3]
  freedom <- (n - 1) * (k - 1)
  source <- paste(r_version, "aov and qf")
  show(case, "consistency", (rows - error) / (rows + (k - 1) * error), source)
  f <- rows / error
  lower <- f / qf(0.975, n - 1, freedom)
  upper <- f * qf(0.975, freedom, n - 1)
  show(case, "consistency low", (lower - 1) / (lower + k - 1), source)
  show(case, "consistency high", (upper - 1) / (upper + k - 1), source)
  icc <- (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
  show(case, "agreement", icc, source)
  a <- k * icc / (n * (1 - icc))
  b <- 1 + k * icc * (n - 1) / (n * (1 - icc))
  v <- (a * columns + b * error)^2 / ((a * columns)^2 / (k - 1) + (b * error)^2 / freedom)
  rest <- k * columns + (k * n - k - n) * error
  f <- qf(0.975, n - 1, v)
  show(case, "agreement low", n * (rows - f * error) / (f * rest + n * rows), source)
  f <- qf(0.975, v, n - 1)
  show(case, "agreement high", n * (f * rows - error) / (rest + n * f * rows), source)
}
