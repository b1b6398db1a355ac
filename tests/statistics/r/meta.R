# Random-effects summaries by metafor: Paule and Mandel's tau2, Hartung and Knapp's interval that
# is never narrower than the usual one (test = "adhoc"), and DerSimonian and Laird's tau2.
# I2 is Higgins and Thompson's, from Q, since metafor's is from tau2.
suppressPackageStartupMessages(library(metafor))
source <- paste("metafor", packageVersion("metafor"))
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
cases <- list(
  bcg = list(y = as.numeric(bcg$yi), v = as.numeric(bcg$vi)),
  three = list(y = c(0.10, 0.42, 0.70), v = c(0.040, 0.020, 0.015)),
  alike = list(y = c(0.30, 0.31, 0.29, 0.33), v = c(0.05, 0.02, 0.03, 0.04)),
  two = list(y = c(0.20, 0.55), v = c(0.030, 0.012))
)
for (case in names(cases)) {
  x <- cases[[case]]
  fit <- rma(x$y, x$v, method = "PM", test = "adhoc", control = list(tol = 1e-12))
  values <- list(
    estimate = fit$beta, low = fit$ci.lb, high = fit$ci.ub, tau2 = fit$tau2,
    tau2_dl = rma(x$y, x$v, method = "DL")$tau2, q = fit$QE, q_p = fit$QEp,
    i2 = max(0, 100 * (fit$QE - (fit$k - 1)) / fit$QE),
    prediction_low = predict(fit)$pi.lb, prediction_high = predict(fit)$pi.ub
  )
  for (quantity in names(values)) {
    cat(case, quantity, sprintf("%.12g", as.numeric(values[[quantity]])), source, sep = "\t")
    cat("\n")
  }
}
