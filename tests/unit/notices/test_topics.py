"""Every mail that the hub writes has a topic, so that people can choose how they hear of it, or learn why not."""

import ast
import re
from pathlib import Path

import evidencehub
from evidencehub.notices.models import DIGEST, Way
from evidencehub.notices.topics import BY_NAME, OTHERS, TOPICS, topic_of
from evidencehub.review.corrections.transitions import CORRECTION

ROOT = Path(evidencehub.__file__).parent
NAME = re.compile(r"[a-z]+\.[a-z-]+")  # with a hyphen at its end: the beginning of several
# They go to an address and not to an account, and each holds a way of its own to stop it.
BY_ADDRESS = {"alert.asked", "alert.told", "alert.ended"}


def _literals(node):
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def written():
    """What mails are about, as the source says it: arguments and names called ``about``."""
    found = set()
    for path in ROOT.rglob("*.py"):
        if path.is_relative_to(ROOT / "extraction"):
            continue  # files say what they are about, too
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "about":
                found.update(_literals(node.value))
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name) and target.id == "about":
                        found.update(_literals(node.value))
                    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                        for name, value in zip(target.elts, node.value.elts, strict=True):
                            if isinstance(name, ast.Name) and name.id == "about":
                                found.update(_literals(value))
    return {name for name in found if NAME.fullmatch(name) and not name.startswith("catalogue.")}  # pages, not mails


def test_every_mail_that_is_written_has_a_topic():
    names = written()
    assert len(names) > 60, "the search finds what it is for"
    sorted_in = {about for topic in TOPICS for about in topic.about}
    begun = {name for name in names if name.endswith("-") and any(about.startswith(name) for about in sorted_in)}
    without = {name for name in names if topic_of(name) is OTHERS} - begun - BY_ADDRESS - {DIGEST}
    assert not without, f"put them into a topic in evidencehub/notices/topics.py: {sorted(without)}"


def test_every_answer_about_a_fact_has_a_topic():
    answers = {step.notice for step in CORRECTION if step.notice}
    assert answers and not {about for about in answers if topic_of(about) is OTHERS}


def test_a_mail_that_nobody_sorted_goes_out_at_once():
    assert topic_of("something.new").ways == (Way.AT_ONCE,) and topic_of("something.new").is_fixed


def test_no_mail_has_two_topics_and_what_leaves_no_choice_says_why():
    every = [about for topic in TOPICS for about in topic.about]
    assert len(every) == len(set(every)) and len(BY_NAME) == len(TOPICS)
    for topic in TOPICS:
        assert topic.ways[0] is Way.AT_ONCE and (len(topic.ways) == len(Way) or topic.because)
