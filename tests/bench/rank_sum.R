# One way to an exact rank-sum p in R: method and values in, median seconds and p out.
# Run by rank_sum.py.
arguments <- commandArgs(trailingOnly = TRUE)
suppressMessages(suppressWarnings(library(arguments[1], character.only = TRUE)))
x <- as.numeric(strsplit(arguments[2], ",")[[1]])
y <- as.numeric(strsplit(arguments[3], ",")[[1]])
d <- data.frame(v = c(x, y), g = factor(rep(c("x", "y"), c(length(x), length(y)))))

once <- switch(arguments[1],
  coin = function() as.numeric(pvalue(wilcox_test(v ~ g, d, distribution = "exact"))),
  exactRankTests = function() wilcox.exact(x, y, exact = TRUE)$p.value
)
p <- once()
if (!is.finite(p)) stop("no p-value")

# enough calls for a batch to be well above the clock's resolution
one <- system.time(once())[["elapsed"]]
calls <- max(1, min(200, round(0.1 / max(one, 1e-4))))
batches <- if (one > 1) 1 else 7
seconds <- replicate(batches, system.time(for (i in 1:calls) once())[["elapsed"]] / calls)
cat(sprintf("%.9g %.17g\n", median(seconds), p))
