"""What was taken out of a copy, and why there is none, in words."""

from collections.abc import Mapping

from evidencehub.extraction.cleaning.taken import Thing
from evidencehub.shared.words import capitalize_first, listed

_ONE_AND_MORE = {
    Thing.COMMENT: ("1 comment", "{:,} comments"),
    Thing.CHANGE: ("1 tracked change", "{:,} tracked changes"),
    Thing.AUTHOR: ("the author’s name", "the author’s name"),
    Thing.PROPERTIES: ("its title, dates and other properties", "its title, dates and other properties"),
    Thing.ATTACHMENT: ("1 attached file", "{:,} attached files"),
    Thing.SIGNATURE: ("1 digital signature", "{:,} digital signatures"),
    Thing.SCRIPT: ("1 script", "{:,} scripts"),
    Thing.LOCAL_LINK: ("1 link to another file", "{:,} links to other files"),
    Thing.PICTURE: ("what 1 picture said of its maker", "what {:,} pictures said of their makers"),
}
_SINGULAR = {Thing.COMMENT, Thing.CHANGE, Thing.AUTHOR, Thing.ATTACHMENT, Thing.SIGNATURE, Thing.SCRIPT,
             Thing.LOCAL_LINK, Thing.PICTURE}  # fmt: skip
CHANGES = "Words that were added stay, words that were deleted are gone."


def in_words(taken: Mapping[str, int]) -> str:
    """ "2 comments and the author’s name were taken out of this copy."; "" where nothing was.

    :param taken: by the values of :class:`Thing`.
    """
    found = [thing for thing in _ONE_AND_MORE if taken.get(thing.value)]
    if not found:
        return ""
    told = [_ONE_AND_MORE[thing][taken[thing.value] != 1].format(taken[thing.value]) for thing in found]
    is_one = len(found) == 1 and taken[found[0].value] == 1 and found[0] in _SINGULAR
    said = f"{capitalize_first(listed(told))} {'was' if is_one else 'were'} taken out of this copy."
    return f"{said} {CHANGES}" if Thing.CHANGE in found else said


def left_in_words(taken: Mapping[str, int]) -> str:
    """What could not be taken out, for an editor; "" where all could.

    :param taken: as for :func:`in_words`.
    """
    count = taken.get(Thing.DAMAGED.value, 0)
    if not count:
        return ""
    told = "1 picture is damaged, so it stands" if count == 1 else f"{count:,} pictures are damaged, so they stand"
    return f"{told} there as sent. What a program wrote beside {'it' if count == 1 else 'them'} may say who made it."
