# Numbers of the report, computed a second time from the data files of a cohort: from the readings
# to the consensus, and from there by R's own tests. Printed as quantity and value.
# Run: Rscript second_route.R data/pavia-2018 data/atlas.csv
suppressMessages(suppressWarnings({library(coin); library(vcd)}))

folder <- commandArgs(TRUE)[1]
atlas <- read.csv(commandArgs(TRUE)[2])
table_of <- function(file) read.csv(file.path(folder, file))
subjects <- table_of("subjects.csv")
ratings <- merge(table_of("mri_ratings.csv"), atlas[c("muscle_id", "region")])
group <- setNames(subjects$group, subjects$subject_id)
show <- function(quantity, value)
  cat(quantity, "\t", trimws(formatC(as.numeric(value), digits = 15, format = "g")), "\n", sep = "")

# The value given most often; of those given equally often, the one that was given first.
consensus <- function(values) names(which.max(table(factor(values, unique(values)))))
ratings <- ratings[order(ratings$rater, ratings$session), ]
muscle <- ratings[c("subject_id", "side", "muscle_id", "region")]
grades <- aggregate(ratings[c("mercuri_grade", "atrophy")], muscle, consensus)
grades$mercuri_grade <- as.numeric(grades$mercuri_grade)
grades$group <- factor(group[grades$subject_id], c("patient", "control"))
scores <- aggregate(mercuri_grade ~ subject_id + group + side + region, grades, mean)

# Atrophy with each muscle counted as independent, and with the person as the unit
counts <- table(grades$group, factor(grades$atrophy, c("yes", "no")))
fisher <- fisher.test(counts)
show("atrophy p_fisher", fisher$p.value)
show("atrophy odds_ratio", fisher$estimate)
show("atrophy odds_ratio_low", fisher$conf.int[1])
show("atrophy odds_ratio_high", fisher$conf.int[2])
events <- tapply(grades$atrophy == "yes", grades$subject_id, sum)
totals <- tapply(grades$atrophy == "yes", grades$subject_id, length)
difference <- function(of)
  sum(events[of]) / sum(totals[of]) - sum(events[-of]) / sum(totals[-of])
patients <- which(group[names(events)] == "patient")
every <- combn(length(events), length(patients), difference)
observed <- difference(patients)
show("persons difference_percent", 100 * observed)
show("persons p", mean(abs(every) >= abs(observed) - 1e-12))

# Spinal patients against controls, exact; and right against left, in all with both
spinal <- subjects$subject_id[subjects$group == "patient" & subjects$onset_site == "spinal"]
kept <- scores[scores$subject_id %in% spinal | scores$group == "control", ]
for (side in c("right", "left")) for (region in unique(atlas$region)) {
  part <- kept[kept$side == side & kept$region == region, ]
  test <- wilcox_test(mercuri_grade ~ group, part, distribution = "exact")
  show(paste("spinal_v_controls", side, region), pvalue(test))
}
for (region in unique(atlas$region)) {
  part <- scores[scores$region == region, ]
  both <- merge(part[part$side == "right", ], part[part$side == "left", ], by = "subject_id")
  if (any(both$mercuri_grade.x != both$mercuri_grade.y)) {
    test <- wilcoxsign_test(mercuri_grade.x ~ mercuri_grade.y, both, zero.method = "Wilcoxon")
    show(paste("sides", region), pvalue(test))
  }
}

# Mercuri grade and EMG grade
muaps <- table_of("muaps.csv")
emg <- aggregate(duration_ms ~ subject_id + side + muscle_id, muaps, mean)
other <- c(9, 11.25, 13.5)
anterior <- c(10, 12.5, 15)
bounds <- t(sapply(emg$muscle_id, function(id) if (id == "tibialis_anterior") anterior else other))
emg$emg_grade <- (emg$duration_ms >= bounds[, 1]) + (emg$duration_ms >= bounds[, 2]) +
  (emg$duration_ms > bounds[, 3])
pairs <- merge(grades, emg)
levels <- 0:3
agreement <- Kappa(table(factor(pairs$mercuri_grade, levels), factor(pairs$emg_grade, levels)),
                   weights = "Equal-Spacing")
show("emg weighted_kappa", agreement$Weighted["value"])
show("emg kappa_low", confint(agreement)["Weighted", 1])
show("emg kappa_high", confint(agreement)["Weighted", 2])

# Variation within raters: the mean square of the differences of two readings, halved
read <- aggregate(mercuri_grade ~ subject_id + side + region + rater + session, ratings, mean)
twice <- merge(read[read$session == 1, ], read[read$session == 2, ],
               by = c("subject_id", "side", "region", "rater"))
for (region in unique(atlas$region)) {
  part <- twice[twice$region == region, ]
  within <- sqrt(mean((part$mercuri_grade.x - part$mercuri_grade.y)^2) / 2)
  show(paste("within", region), 100 * within / mean(c(part$mercuri_grade.x, part$mercuri_grade.y)))
}
