# Reference values for kappa, from vcd.
# Run: Rscript kappa.R > kappa.tsv
suppressMessages(library(vcd))
show <- function(case, quantity, value, source)
  cat(paste(case, quantity, trimws(formatC(value, digits = 12, format = "g")), source,
            sep = "\t"), sep = "\n")
vcd_version <- paste("vcd", packageVersion("vcd"))

tables <- list(
  # answers of husbands (rows) and wives, Agresti's data SexualFun of vcd
  couples = rbind(c(7, 7, 2, 3), c(2, 8, 3, 7), c(1, 5, 4, 9), c(2, 8, 9, 14)),
  grades = rbind(c(180, 9, 0, 0), c(12, 70, 6, 0), c(0, 5, 31, 2), c(0, 0, 3, 15))
)
for (case in names(tables)) {
  linear <- Kappa(tables[[case]])
  quadratic <- Kappa(tables[[case]], weights = "Fleiss-Cohen")
  show(case, "none", linear$Unweighted["value"], vcd_version)
  show(case, "none error", linear$Unweighted["ASE"], vcd_version)
  show(case, "linear", linear$Weighted["value"], vcd_version)
  show(case, "linear error", linear$Weighted["ASE"], vcd_version)
  show(case, "quadratic", quadratic$Weighted["value"], vcd_version)
  show(case, "quadratic error", quadratic$Weighted["ASE"], vcd_version)
}
