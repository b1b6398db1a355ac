# Numbers of the report, computed a second time from the data files of a cohort: from the readings
# to the consensus, and from there by R's own tests. Printed as quantity and value.
# Run: Rscript second_route.R data/pavia-2018 data/atlas.csv majority 2 asymptotic 13 \
#        9,11.25,13.5 10,12.5,15 0.05
# After the files come settings of the cohort: consensus, quartile type of R, headline test, UMN
# cut-off, the EMG thresholds of the other muscles and of the tibialis anterior, and alpha.
suppressMessages(suppressWarnings({library(coin); library(vcd)}))

given <- commandArgs(TRUE)
folder <- given[1]
atlas <- read.csv(given[2])
rule <- given[3]
type <- as.integer(given[4])
headline_test <- given[5]
umn_cutoff <- as.numeric(given[6])
alpha <- as.numeric(given[9])
z <- qnorm(1 - alpha / 2)
numbers <- function(text) as.numeric(strsplit(text, ",")[[1]])
table_of <- function(file) read.csv(file.path(folder, file))
subjects <- table_of("subjects.csv")
ratings <- merge(table_of("mri_ratings.csv"), atlas[c("muscle_id", "region")])
group <- setNames(subjects$group, subjects$subject_id)
regions <- unique(atlas$region)
sides <- c("right", "left")
show <- function(quantity, value)
  cat(quantity, "\t", trimws(formatC(as.numeric(value), digits = 15, format = "g")), "\n", sep = "")

show_ends <- function(quantity, ends) {
  show(paste0(quantity, "_low"), ends[1])
  show(paste0(quantity, "_high"), ends[2])
}

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

# Cliff's delta: its sampling variance, from the signs of all pairs; and its interval, the values that
# lie within `critical` standard errors of it, where the error is Newcombe's, times the tie factor.
sampling_variance <- function(x, y) {
  signs <- sign(outer(x, y, "-"))
  m <- length(x)
  n <- length(y)
  of_pairs <- sum((signs - mean(signs))^2) / ((m - 1) * (n - 1))
  ((n - 1) * var(rowMeans(signs)) + (m - 1) * var(colMeans(signs)) + of_pairs) / (m * n)
}
delta_interval <- function(x, y) {
  m <- length(x)
  n <- length(y)
  ties <- table(c(x, y))
  factor <- if (tied(x, y)) 3 / (m + n + 1) else 1 - sum(ties^3 - ties) / ((m + n)^3 - (m + n))
  delta <- mean(sign(outer(x, y, "-")))
  excess <- function(d, critical) {
    share <- (1 + d) / 2
    spread <- (1 - share) / (2 - share) + share / (1 + share)
    pairs <- 1 + ((m + n) / 2 - 1) * spread
    abs(delta - d) - critical * 2 * sqrt(factor * share * (1 - share) * pairs / (m * n))
  }
  border <- border_of(x, y)
  c(uniroot(excess, c(-1, delta), critical = border[1], tol = 1e-14)$root,
    uniroot(excess, c(delta, 1), critical = border[2], tol = 1e-14)$root)
}
# The normal quantile; for an exact test moved, above and below 0, between the standardised sums of
# ranks that the test keeps and those that it rejects.
border_of <- function(x, y) {
  if (headline_test == "asymptotic" || tied(x, y)) return(c(z, z))
  sample <- factor(rep(c("x", "y"), c(length(x), length(y))))
  test <- wilcox_test(c(x, y) ~ sample, distribution = "exact")
  value <- support(test)
  at <- dperm(test, value)
  below <- cumsum(at)
  p <- if (headline_test == "doubled") pmin(1, 2 * pmin(below, 1 - below + at))
       else sapply(value, function(one) sum(at[abs(value) >= abs(one) - 1e-9]))
  moved <- function(distance, p) {
    kept <- max(distance[p > alpha], 0)
    rejected <- min(distance[p <= alpha], Inf)
    if (kept < z && z < rejected) z
    else if (is.finite(rejected)) (kept + rejected) / 2
    else kept * (1 + 1e-9)
  }
  c(moved(value[value >= -1e-9], p[value >= -1e-9]), moved(-value[value <= 1e-9], p[value <= 1e-9]))
}
# The shifts d at which x - d against y is not rejected. What is kept changes at the differences of two
# values only; the normal approximation inverts the test between these, where its variance is one.
shift_interval <- function(x, y) {
  step <- sort(unique(round(c(outer(x, y, "-")), 12)))
  k <- length(step)
  gap <- c(step[1] - 1, (step[-1] + step[-k]) / 2, step[k] + 1)
  ends <- function(d, low, high) {
    kept <- sapply(d, is_kept, x = x, y = y)
    shift <- median(outer(x, y, "-"))
    c(min(low[kept], shift), max(high[kept], shift))
  }
  if (headline_test == "asymptotic") return(ends(gap, c(-Inf, step), c(step, Inf)))
  ends(c(gap, step), c(-Inf, step, step), c(step, Inf, step))
}
is_kept <- function(d, x, y) {
  x <- round(x - d, 9)
  y <- round(y, 9)
  deviate <- abs(standardised(x, y))
  # far from its border the exact test needs no computing
  if (headline_test == "asymptotic" || abs(deviate - z) > 0.5) return(deviate < z)
  headline(x, y) > alpha
}
u_of <- function(x, y) sum(outer(x, y, ">")) + sum(outer(x, y, "==")) / 2
standardised <- function(x, y) {
  m <- length(x)
  n <- length(y)
  ties <- table(c(x, y))
  variance <- m * n / 12 * (m + n + 1 - sum(ties^3 - ties) / ((m + n) * (m + n - 1)))
  (u_of(x, y) - m * n / 2) / sqrt(variance)
}

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
    show(name("u"), u_of(x, y))
    show(name("z"), if (tied(x, y)) 0 else standardised(x, y))
    show(name("p_asymptotic"), p_of(p_asymptotic, x, y))
    show(name("p_exact_abs_deviation"), p_of(p_exact, x, y))
    show(name("p_exact_doubled"), p_of(p_doubled, x, y))
    show(name("cliffs_delta"), mean(sign(outer(x, y, "-"))))
    show_ends(name("cliffs_delta"), delta_interval(x, y))
    show(name("shift"), median(outer(x, y, "-")))
    show_ends(name("shift"), shift_interval(x, y))
    show(paste("variance", side, region), sampling_variance(x, y))
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
  show(name("cliffs_delta"), mean(sign(outer(x, y, "-"))))
  show(name("shift"), median(outer(x, y, "-")))
}

# Age and sex of patients and controls
age <- subjects$age_at_enrolment_years
x <- age[subjects$group == "patient" & !is.na(age)]
y <- age[subjects$group == "control" & !is.na(age)]
show("comparability age_at_enrolment_years estimate", median(outer(x, y, "-")))
show_ends("comparability age_at_enrolment_years estimate", shift_interval(x, y))
show("comparability age_at_enrolment_years p", headline(x, y))
sexes <- fisher.test(table(factor(subjects$group, c("patient", "control")), factor(subjects$sex, c("F", "M"))),
                     conf.level = 1 - alpha)
show("comparability sex p", sexes$p.value)
show("comparability sex estimate", sexes$estimate)
show_ends("comparability sex estimate", sexes$conf.int)
for (who in c("patient", "control"))
  for (quantity in c("age_at_enrolment_years", "age_at_onset_years", "months_onset_to_diagnosis", "umn_score",
                     "alsfrs_r_total")) {
    values <- subjects[[quantity]][subjects$group == who & !is.na(subjects[[quantity]])]
    found <- quantile(values, c(0.25, 0.5, 0.75), type = type)
    if (length(values)) for (i in 1:3) show(paste("summary", who, quantity, c("q1", "median", "q3")[i]), found[i])
  }

# Atrophy with each muscle counted as independent, and with the person as the unit
counts <- table(grades$group, factor(grades$atrophy, c("yes", "no")))
fisher <- fisher.test(counts)
chi_square <- suppressWarnings(chisq.test(counts, correct = FALSE))
show("atrophy chi_square", chi_square$statistic)
show("atrophy p", chi_square$p.value)
show("atrophy p_yates", suppressWarnings(chisq.test(counts, correct = TRUE))$p.value)
show("atrophy p_fisher", fisher$p.value)
show("atrophy odds_ratio", fisher$estimate)
show_ends("atrophy odds_ratio", fisher$conf.int)
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

# The interval of persons: quantiles of a bootstrap of persons within groups, moved outwards as
# Student's quantile lies outside the normal one; drawn anew, so that it is near ours and no more.
set.seed(1)
drawn <- function(of) replicate(20000, {
  again <- sample(of, replace = TRUE)
  sum(events[again]) / sum(totals[again])
})
few <- min(length(first), length(events) - length(first))
tail <- pnorm(qt(alpha / 2, few - 1) * sqrt(few / (few - 1)))
ends <- quantile(drawn(first) - drawn(seq_along(events)[-first]), c(tail, 1 - tail))
show_ends("persons difference", 100 * ends)

# Right against left, in all with both and in each group
for (who in c("all", "patient", "control")) for (region in regions) {
  part <- scores[scores$region == region & (who == "all" | scores$group == who), ]
  both <- merge(part[part$side == "right", ], part[part$side == "left", ], by = "subject_id")
  if (any(both$score.x != both$score.y)) {
    how <- if (headline_test == "asymptotic") asymptotic() else exact()
    both$difference <- round(both$score.x - both$score.y, 9) # equal differences stay tied
    both$none <- 0
    test <- wilcoxsign_test(difference ~ none, both, zero.method = "Wilcoxon", distribution = how)
    show(paste("sides", who, region, "p"), pvalue(test))
    show(paste("sides", who, region, "median_difference"), median(both$difference))
    show(paste("sides", who, region, "n_differing"), sum(both$difference != 0))
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
# Weighted kappa with its interval, which is none where the standard error is 0, and plain agreement
show_agreement <- function(name, a, b) {
  agreement <- Kappa(table(factor(a, 0:3), factor(b, 0:3)), weights = "Equal-Spacing")
  kappa <- agreement$Weighted["value"]
  error <- agreement$Weighted["ASE"]
  error <- if (is.nan(error) || error < 1e-7) NaN else error
  show(paste(name, "weighted_kappa"), kappa)
  show_ends(paste(name, "kappa"), c(max(-1, kappa - z * error), min(1, kappa + z * error)))
  show(paste(name, "agreement_percent"), 100 * mean(a == b))
}
for (measure in c("emg", "strength")) {
  pairs <- merge(grades, get(measure))
  for (muscle in c(unique(pairs$muscle_id), "all")) {
    part <- pairs[muscle == "all" | pairs$muscle_id == muscle, ]
    show_agreement(paste(measure, muscle), part$mercuri_grade, part$other)
    show(paste(measure, muscle, "other_higher_percent"), 100 * mean(part$other > part$mercuri_grade))
  }
}
for (muscle in unique(emg$muscle_id)) {
  part <- emg[emg$muscle_id == muscle, ]
  show(paste("durations", muscle, "median_duration_ms"), median(part$duration_ms))
  for (grade in 0:3) show(paste0("durations ", muscle, " grade_", grade), sum(part$other == grade))
}

# ALSFRS-R items: of the hand with the dominant hand, each with the regions it uses
items <- reshape(table_of("alsfrs.csv"), idvar = "subject_id", timevar = "item", direction = "wide")
# Fisher's interval with Bonett and Wright's error, as many errors wide as the rho at which Student's t
# begins to reject lies from 0; rho itself is kept away from -1 and 1.
rho_interval <- function(rho, n) {
  error <- function(r) sqrt((1 + r^2 / 2) / (n - 3))
  most <- 1 - 1.5 / (n^3 - n)
  t <- qt(1 - alpha / 2, n - 2)
  border <- min(most, t / sqrt(n - 2 + t^2))
  inside <- min(most, max(-most, rho))
  half <- (1 - 1e-9) * atanh(border) / error(border) * error(inside)
  c(min(rho, tanh(atanh(inside) - half)), max(rho, tanh(atanh(inside) + half)))
}
correlated <- function(name, a, b) {
  known <- !is.na(a) & !is.na(b)
  test <- suppressWarnings(cor.test(a[known], b[known], method = "spearman", exact = FALSE))
  show(paste(name, "rho"), test$estimate)
  show_ends(paste(name, "rho"), rho_interval(test$estimate, sum(known)))
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

# Every muscle read twice, grade by grade
muscles <- c("subject_id", "side", "muscle_id", "region")
agreed <- function(kind, twice) for (region in regions) {
  part <- twice[twice$region == region, ]
  show_agreement(paste("muscles", kind, region), part$mercuri_grade.x, part$mercuri_grade.y)
  show(paste("muscles", kind, region, "atrophy_agreement_percent"), 100 * mean(part$atrophy.x == part$atrophy.y))
  show(paste("muscles", kind, region, "n_muscles"), nrow(part))
}
session <- function(number) ratings[ratings$session == number, ]
agreed("within", merge(session(1), session(2), by = c(muscles, "rater")))
pairs <- lapply(combn(sort(unique(ratings$rater)), 2, simplify = FALSE), function(two)
  merge(session(1)[session(1)$rater == two[1], ], session(1)[session(1)$rater == two[2], ], by = muscles))
agreed("between", do.call(rbind, pairs))
