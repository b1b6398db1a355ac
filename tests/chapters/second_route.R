# Numbers of the report, computed a second time from the data files of a cohort: from the readings
# to the consensus, and from there by R's own tests. Printed as quantity and value.
# Run: Rscript second_route.R data/pavia-2018 data/atlas.csv majority 2 asymptotic 13 \
#        9,11.25,13.5 10,12.5,15
# After the files come settings of the cohort: consensus, quartile type of R, headline test, UMN
# cut-off, and the EMG thresholds of the other muscles and of the tibialis anterior.
suppressMessages(suppressWarnings({library(coin); library(vcd)}))

given <- commandArgs(TRUE)
folder <- given[1]
atlas <- read.csv(given[2])
rule <- given[3]
type <- as.integer(given[4])
headline_test <- given[5]
umn_cutoff <- as.numeric(given[6])
numbers <- function(text) as.numeric(strsplit(text, ",")[[1]])
table_of <- function(file) read.csv(file.path(folder, file))
subjects <- table_of("subjects.csv")
ratings <- merge(table_of("mri_ratings.csv"), atlas[c("muscle_id", "region")])
group <- setNames(subjects$group, subjects$subject_id)
regions <- unique(atlas$region)
sides <- c("right", "left")
show <- function(quantity, value)
  cat(quantity, "\t", trimws(formatC(as.numeric(value), digits = 15, format = "g")), "\n", sep = "")

# The value given most often, of those given equally often the one given first; or the highest.
consensus <- function(values)
  if (rule == "highest") max(values) else names(which.max(table(factor(values, unique(values)))))
ratings <- ratings[order(ratings$rater, ratings$session), ]
muscle <- ratings[c("subject_id", "side", "muscle_id", "region")]
grades <- aggregate(ratings[c("mercuri_grade", "atrophy")], muscle, consensus)
grades$mercuri_grade <- as.numeric(grades$mercuri_grade)
grades$group <- factor(group[grades$subject_id], c("patient", "control"))
scores <- aggregate(mercuri_grade ~ subject_id + group + side + region, grades, mean)
scores$score <- round(scores$mercuri_grade, 12) # equal means stay tied

# The rank-sum test in its three forms
p_asymptotic <- function(x, y)
  suppressWarnings(wilcox.test(x, y, exact = FALSE, correct = FALSE))$p.value
p_exact <- function(x, y, alternative = "two.sided") {
  sample <- factor(rep(c("x", "y"), c(length(x), length(y))))
  pvalue(wilcox_test(c(x, y) ~ sample, distribution = "exact", alternative = alternative))
}
p_doubled <- function(x, y) min(1, 2 * min(p_exact(x, y, "less"), p_exact(x, y, "greater")))
tests <- list(asymptotic = p_asymptotic, "abs-deviation" = p_exact, doubled = p_doubled)
headline <- tests[[headline_test]]
tied <- function(x, y) length(unique(c(x, y))) == 1
p_of <- function(test, x, y) if (tied(x, y)) 1 else test(x, y)
those <- function(side, region, who)
  scores$score[scores$side == side & scores$region == region & scores$subject_id %in% who]

# Patients against controls
patients <- subjects$subject_id[subjects$group == "patient"]
controls <- subjects$subject_id[subjects$group == "control"]
for (side in sides) {
  p <- c()
  for (region in regions) {
    x <- those(side, region, patients)
    y <- those(side, region, controls)
    name <- function(what) paste("regions", side, region, what)
    for (shown in list(list("patients", x), list("controls", y))) {
      found <- quantile(shown[[2]], c(0.25, 0.5, 0.75), type = type)
      show(name(paste0("q1_", shown[[1]])), found[1])
      show(name(paste0("median_", shown[[1]])), found[2])
      show(name(paste0("q3_", shown[[1]])), found[3])
    }
    show(name("p_asymptotic"), p_of(p_asymptotic, x, y))
    show(name("p_exact_abs_deviation"), p_of(p_exact, x, y))
    show(name("p_exact_doubled"), p_of(p_doubled, x, y))
    show(name("cliffs_delta"), mean(sign(outer(x, y, "-"))))
    show(name("shift"), median(outer(x, y, "-")))
    p[region] <- p_of(headline, x, y)
  }
  for (method in c("holm", "BH")) {
    adjusted <- p.adjust(p, method)
    for (region in regions) show(paste("regions", side, region, paste0("p_", tolower(method))), adjusted[region])
  }
}

# Strata of patients
onset <- function(site) subjects$subject_id[subjects$group == "patient" & subjects$onset_site %in% site]
umn <- subjects$umn_score
strata <- list(
  spinal_v_controls = list(onset("spinal"), controls),
  bulbar_v_controls = list(onset("bulbar"), controls),
  spinal_v_bulbar = list(onset("spinal"), onset("bulbar")),
  umn_high_v_low = list(subjects$subject_id[which(subjects$group == "patient" & umn >= umn_cutoff)],
                        subjects$subject_id[which(subjects$group == "patient" & umn < umn_cutoff)]))
for (contrast in names(strata)) for (side in sides) for (region in regions) {
  x <- those(side, region, strata[[contrast]][[1]])
  y <- those(side, region, strata[[contrast]][[2]])
  name <- function(what) paste(contrast, side, region, what)
  show(name("p_asymptotic"), p_of(p_asymptotic, x, y))
  show(name("p_exact_abs_deviation"), p_of(p_exact, x, y))
}

# Age and sex of patients and controls
age <- subjects$age_at_enrolment_years
x <- age[subjects$group == "patient" & !is.na(age)]
y <- age[subjects$group == "control" & !is.na(age)]
show("comparability age_at_enrolment_years estimate", median(outer(x, y, "-")))
show("comparability age_at_enrolment_years p", headline(x, y))
sexes <- fisher.test(table(factor(subjects$group, c("patient", "control")), factor(subjects$sex, c("F", "M"))))
show("comparability sex p", sexes$p.value)
show("comparability sex estimate", sexes$estimate)

# Atrophy with each muscle counted as independent, and with the person as the unit
counts <- table(grades$group, factor(grades$atrophy, c("yes", "no")))
fisher <- fisher.test(counts)
chi_square <- suppressWarnings(chisq.test(counts, correct = FALSE))
show("atrophy chi_square", chi_square$statistic)
show("atrophy p", chi_square$p.value)
show("atrophy p_fisher", fisher$p.value)
show("atrophy odds_ratio", fisher$estimate)
show("atrophy odds_ratio_low", fisher$conf.int[1])
show("atrophy odds_ratio_high", fisher$conf.int[2])
events <- tapply(grades$atrophy == "yes", grades$subject_id, sum)
totals <- tapply(grades$atrophy == "yes", grades$subject_id, length)
difference <- function(of)
  sum(events[of]) / sum(totals[of]) - sum(events[-of]) / sum(totals[-of])
first <- which(group[names(events)] == "patient")
observed <- difference(first)
show("persons difference_percent", 100 * observed)
if (length(events) <= 20) {
  every <- combn(length(events), length(first), difference)
  show("persons p", mean(abs(every) >= abs(observed) - 1e-12))
}

# Right against left, in all with both
for (region in regions) {
  part <- scores[scores$region == region, ]
  both <- merge(part[part$side == "right", ], part[part$side == "left", ], by = "subject_id")
  if (any(both$score.x != both$score.y)) {
    how <- if (headline_test == "asymptotic") asymptotic() else exact()
    both$difference <- round(both$score.x - both$score.y, 9) # equal differences stay tied
    both$none <- 0
    test <- wilcoxsign_test(difference ~ none, both, zero.method = "Wilcoxon", distribution = how)
    show(paste("sides", region), pvalue(test))
  }
}

# Mercuri grade and EMG grade, or weakness grade
muaps <- table_of("muaps.csv")
emg <- aggregate(duration_ms ~ subject_id + side + muscle_id, muaps, mean)
other <- numbers(given[7])
anterior <- numbers(given[8])
bounds <- t(sapply(emg$muscle_id, function(id) if (id == "tibialis_anterior") anterior else other))
emg$other <- (emg$duration_ms >= bounds[, 1]) + (emg$duration_ms >= bounds[, 2]) +
  (emg$duration_ms > bounds[, 3])
strength <- table_of("strength.csv")
strength$other <- pmin(3, 5 - strength$mrc_grade)
levels <- 0:3
for (measure in c("emg", "strength")) {
  pairs <- merge(grades, get(measure))
  agreement <- Kappa(table(factor(pairs$mercuri_grade, levels), factor(pairs$other, levels)),
                     weights = "Equal-Spacing")
  show(paste(measure, "weighted_kappa"), agreement$Weighted["value"])
  error <- agreement$Weighted["ASE"]
  show(paste(measure, "standard_error"), error)
}

# ALSFRS-R items: of the hand with the dominant hand, each with the regions it uses
items <- reshape(table_of("alsfrs.csv"), idvar = "subject_id", timevar = "item", direction = "wide")
correlated <- function(name, a, b) {
  known <- !is.na(a) & !is.na(b)
  test <- suppressWarnings(cor.test(a[known], b[known], method = "spearman", exact = FALSE))
  show(paste(name, "rho"), test$estimate)
  show(paste(name, "p_asymptotic"), test$p.value)
}
hands <- merge(merge(subjects, scores[scores$region == "hand", c("subject_id", "side", "score")]), items)
hands <- hands[hands$side == hands$dominant_hand & hands$group == "patient", ]
correlated("hand", hands$score.handwriting + hands$score.cutting_food, hands$score)
both <- aggregate(score ~ subject_id + region, scores, mean)
both$score <- round(both$score, 9)
leg <- c("iliopsoas", "gluteus_maximus", "anterior_thigh", "posterior_thigh", "anterior_calf", "posterior_calf")
uses <- list(handwriting = "hand", cutting_food = "hand", dressing_and_hygiene = c("hand", "paraspinals"),
             turning_in_bed = c("paraspinals", "iliopsoas", "gluteus_maximus"),
             walking = leg, climbing_stairs = leg)
for (item in names(uses)) for (region in uses[[item]]) {
  pairs <- merge(items, both[both$region == region, ])
  correlated(paste("items", item, region), pairs[[paste0("score.", item)]], pairs$score)
}

# Variation within and between raters: the mean square of the differences of two readings, halved
read <- aggregate(mercuri_grade ~ subject_id + side + region + rater + session, ratings, mean)
place <- c("subject_id", "side", "region")
varied <- function(kind, twice) for (region in regions) {
  part <- twice[twice$region == region, ]
  within <- sqrt(mean((part$mercuri_grade.x - part$mercuri_grade.y)^2) / 2)
  show(paste(kind, region), 100 * within / mean(c(part$mercuri_grade.x, part$mercuri_grade.y)))
}
varied("within", merge(read[read$session == 1, ], read[read$session == 2, ], by = c(place, "rater")))
once <- read[read$session == 1, ]
pairs <- lapply(combn(sort(unique(read$rater)), 2, simplify = FALSE), function(two)
  merge(once[once$rater == two[1], ], once[once$rater == two[2], ], by = place))
varied("between", do.call(rbind, pairs))
