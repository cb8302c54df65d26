"""How old a reader has to be for a text, by the length of its words and of its sentences."""

import re

import html5lib
from html5lib.treewalkers import getTreeWalker

_BLOCKS = {"p", "li", "dd", "dt", "td", "th", "label", "legend", "summary", "h1", "h2", "h3", "h4", "caption", "div"}
_UNREAD = {"script", "style", "head", "nav", "footer", "option", "template"}
_SENTENCE = re.compile(r"(?<=[.?!:])[”)]?\s+(?=[A-Z“(\d])")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def blocks(page: str) -> list[str]:
    """The texts of a page, each of one paragraph, item, label or cell, in order."""
    texts: list[list[str]] = [[]]
    unread = 0
    for token in getTreeWalker("etree")(html5lib.parse(page)):
        name, kind = token.get("name"), token["type"]
        if name in _UNREAD and kind in {"StartTag", "EndTag"}:
            unread += 1 if kind == "StartTag" else -1
        elif name in _BLOCKS:
            texts.append([])
        elif kind in {"Characters", "SpaceCharacters"} and not unread:
            texts[-1].append(token["data"])
    return [text for parts in texts if (text := " ".join("".join(parts).split()))]


def sentences(page: str) -> list[str]:
    """What of a page is written in sentences: a block that ends like one, taken apart. Headings and labels are not."""
    return [each for text in blocks(page) if text.endswith((".", "?", "!", ":")) for each in _SENTENCE.split(text)]


def reading_age(sentences: list[str]) -> float:
    """In years: the automated readability index, a school grade of the United States, and five.

    Source: Smith and Senter (1967), Automated Readability Index, AMRL-TR-66-220. It counts letters and not syllables,
    which no package counts without fetching a dictionary first.
    """
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43 + 5
