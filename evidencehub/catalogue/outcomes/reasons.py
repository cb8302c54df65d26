"""Why a result did not enter: one reason each, by the first rule that it meets, with the words for it."""

PART = "part"
REPLACED = "replaced"
CHANGE = "change"
NO_COMPARISON = "no-comparison"
CONFLICT = "conflict"
DIRECTION = "direction"
NOT_PRIMARY = "not-primary"
OTHER_TIME = "other-time"
NOT_ADJUSTED = "not-adjusted"
NO_EFFECT = "no-effect"
UNKNOWN_SCALE = "unknown-scale"
NOT_PEOPLE = "not-people"
CLUSTERS = "clusters"
CLUSTERS_NOT_SAID = "clusters-not-said"
NO_MARGIN = "no-margin"
OTHER_SCALE = "other-scale"

#: In the order in which they are looked at. "{n} results" goes before each.
IN_WORDS = {
    PART: "that the source files as extra: parts of the group, or other times or scores",
    REPLACED: "of an earlier reading: its source read the study again, for this outcome or one near it",
    CHANGE: "of change in one group, with nobody to compare with",
    NO_COMPARISON: "of a study whose kind has no comparison group, or is not known",
    CONFLICT: "with figures that do not fit together",
    DIRECTION: "of measures for which it is not known which way is better",
    NOT_PRIMARY: "beside what the study was made to find out",
    OTHER_TIME: "of another time: the longest up to 12 months enters",
    NOT_ADJUSTED: "beside one that allows for how the groups differed at the start",
    NO_EFFECT: "without a figure for the difference",
    UNKNOWN_SCALE: "with a difference on a scale that is not named",
    NOT_PEOPLE: "that count schools or classes, not people",
    CLUSTERS: "of whole schools, classes or places whose margin of error does not allow for that",
    CLUSTERS_NOT_SAID: "for which it is not said whether whole schools or classes were put into groups",
    NO_MARGIN: "from which no margin of error follows",
    OTHER_SCALE: "on another scale than most of these studies",
}
