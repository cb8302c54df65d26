# Search a hub, read its tables with R, and put three studies together anew: the hub's own number comes out.
#
#     Rscript synthesis.R https://hub.example.org "reading pairs" reading
#
# Needs jsonlite and metafor (on Debian: r-cran-jsonlite, r-cran-metafor).

suppressPackageStartupMessages({
  library(jsonlite)
  library(metafor)
})

given <- commandArgs(trailingOnly = TRUE)
hub <- sub("/$", "", given[1])
of_list <- paste0("q=", URLencode(given[2], reserved = TRUE), "&outcome=", URLencode(given[3], reserved = TRUE))

# 1. Search, as people do on the site.
found <- fromJSON(paste0(hub, "/api/v1/search?", of_list))
cat(sprintf("%d studies were found, the first of them \"%s\".\n", found$total, found$hits$title[1]))

# 2. The same list as tables. Nothing has to be cleaned: numbers are numbers, and what is not known is NA.
studies <- read.csv(paste0(hub, "/search/studies.csv?", of_list), na.strings = "")
results <- read.csv(paste0(hub, "/search/results.csv?", of_list), na.strings = "")
cat(sprintf("%d studies with %d results; %s people were measured.\n", nrow(studies), nrow(results),
            format(sum(studies$participants, na.rm = TRUE), big.mark = ",")))

# 3. What the hub says of all studies of one approach together, and of which results.
listed <- fromJSON(paste0(hub, "/api/v1/syntheses?project=", found$hits$project$slug[1], "&outcome=", given[3]))
whole <- fromJSON(listed$items$api[1])
cat(sprintf("The hub says: %s\n", whole$headline))

# 4. The same from the table. Each result points as its report does, so where less is better it is turned.
entered <- unlist(whole$entered$results)
rows <- results[results$result_id %in% entered & results$effect_metric %in% whole$scale, ]
if (nrow(rows) != length(entered)) stop("Some results are on another scale than the synthesis, ", whole$scale, ".")
turned <- ifelse(rows$higher_is == "better", 1, -1) * rows$effect
wald <- rma(turned, sei = rows$se, method = "REML")
knapp <- rma(turned, sei = rows$se, method = "REML", test = "knha")
wider <- if (knapp$ci.ub - knapp$ci.lb > wald$ci.ub - wald$ci.lb) knapp else wald # the hub gives the wider interval
here <- c(wider$beta, wider$ci.lb, wider$ci.ub)
there <- unlist(whole$mean[c("estimate", "ci_low", "ci_high")])
cat(sprintf("Here: %.4f [%.4f, %.4f] from %d results.\n", here[1], here[2], here[3], nrow(rows)))
cat(sprintf("There: %.4f [%.4f, %.4f].\n", there[1], there[2], there[3]))
if (any(abs(here - there) > 5e-6)) stop("They differ.")
cat("They are the same.\n")
