# Reference values for the rank tests, printed as case, quantity, value and source.
# Run: Rscript rank_tests.R > rank_tests.tsv
suppressMessages(suppressWarnings({library(exactRankTests); library(coin)}))

show <- function(case, quantity, value, source)
  cat(paste(case, quantity, trimws(formatC(value, digits = 12, format = "g")), source,
            sep = "\t"), sep = "\n")
coin_version <- paste("coin", packageVersion("coin"))
exact_version <- paste("exactRankTests", packageVersion("exactRankTests"))
r_version <- paste0("R ", R.version$major, ".", R.version$minor)

# x and y of every case; the large ones follow a rule that needs no random numbers
periodic <- function(n, a, b, m) (a * (1:n) + b * (1:n)^2) %% m
two_samples <- list(
  hand = list(c(0, 0, 0, 0, 0, 5, 6), rep(0, 7)),
  paraspinals = list(c(3, 3, 3, 3, 3, 3, 3, 6, 6, 6), c(0, 0, 3, 3, 3, 3, 3, 4)),
  iliopsoas = list(c(0, 0, 0, 1, 2, 2, 2, 2, 3, 4), c(rep(0, 7), 1, 3)),
  gluteus_maximus = list(c(rep(1, 6), 2, 2, 3, 3), c(0, 0, 1, 1, 1, 2, 2, 2, 2)),
  anterior_thigh = list(c(0, 0, 2, 3, 3, 4, 4, 4, 4, 5), c(0, 0, 0, 3, 4, 4, 4, 4, 4)),
  posterior_thigh = list(c(0, 2, 6, 7, 7, 7, 7, 7, 7, 15), c(0, 0, 0, 6, 7, 7, 7, 10, 14)),
  anterior_calf = list(c(0, 0, 2, 3, 3, 4, 4, 4, 4, 5), c(rep(0, 6), 2, 2, 4)),
  posterior_calf = list(c(0, 1, 3, 3, 3, 3, 4, 4, 4, 4), c(0, 1, 1, 2, 2, 2, 3, 3, 3)),
  untied = list(c(1.1, 2.3, 3.4, 4.2, 5.8), c(0.2, 0.9, 1.5, 2.0)),
  fifty = list(periodic(50, 5, 3, 13), periodic(50, 2, 1, 11)),
  hundred = list(periodic(100, 5, 3, 13), periodic(100, 2, 1, 11)),
  one_few = list(periodic(4, 5, 3, 13), periodic(60, 2, 1, 11))
)
for (case in names(two_samples)) {
  x <- two_samples[[case]][[1]]
  y <- two_samples[[case]][[2]]
  d <- data.frame(v = c(x, y), g = factor(rep(c("x", "y"), c(length(x), length(y)))))
  p <- function(...) pvalue(wilcox_test(v ~ g, d, ...))
  show(case, "abs-deviation", p(distribution = "exact"), coin_version)
  tails <- c(p(distribution = "exact", alternative = "less"),
             p(distribution = "exact", alternative = "greater"))
  show(case, "doubled", min(1, 2 * min(tails)), paste(coin_version, "twice the smaller tail"))
  show(case, "asymptotic", p(distribution = "asymptotic"), coin_version)
  show(case, "z", statistic(wilcox_test(v ~ g, d)), coin_version)
  if (length(x) < 50)
    show(case, "abs-deviation", wilcox.exact(x, y, exact = TRUE)$p.value, exact_version)
}

untied <- wilcox.test(two_samples$untied[[1]], two_samples$untied[[2]], conf.int = TRUE)
show("untied", "shift", untied$estimate, paste(r_version, "wilcox.test"))
show("untied", "shift low", untied$conf.int[1], paste(r_version, "wilcox.test"))
show("untied", "shift high", untied$conf.int[2], paste(r_version, "wilcox.test"))

differences <- list(
  halves = c(0, 0.5, -0.5, 1, 1, 1.5),
  grades = c(0, 0, 0, 1, 1, -1, 2, 1, 0, 3, 1, -2, 1),
  many = periodic(40, 5, 3, 13) - 5
)
for (case in names(differences)) {
  v <- differences[[case]]
  zero <- rep(0, length(v))
  for (rule in c("Wilcoxon", "Pratt")) {
    p <- function(distribution)
      pvalue(wilcoxsign_test(v ~ zero, distribution = distribution, zero.method = rule))
    show(case, paste("exact", tolower(rule)), p("exact"), coin_version)
    show(case, paste("asymptotic", tolower(rule)), p("asymptotic"), coin_version)
  }
  show(case, "exact wilcoxon", suppressWarnings(wilcox.exact(v, exact = TRUE)$p.value), exact_version)
}

pairs <- list(
  seven = list(1:7, c(2, 1, 4, 3, 7, 5, 6)),
  nine = list(1:9, c(5, 3, 9, 1, 2, 8, 4, 7, 6))
)
for (case in names(pairs)) {
  test <- cor.test(pairs[[case]][[1]], pairs[[case]][[2]], method = "spearman", exact = TRUE)
  show(case, "rho", test$estimate, paste(r_version, "cor.test"))
  show(case, "rho p", test$p.value, paste(r_version, "cor.test"))
}
