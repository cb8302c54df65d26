"""The letter laid out for a mail: the same words as on its page, without what is folded there."""

from evidencehub.accreditation.letter.shapes import Answer, Letter, Need, Note, Passage, Step, Way


def as_text(letter: Letter, *, where: str, contact: str) -> str:
    """The letter for a mail.

    :param where: a sentence that says where to read and answer it.
    """
    reached = [f"{said.term}{'' if said.term.endswith('?') else ':'} {said.text}" for said in letter.reached]
    parts = [
        letter.greeting,
        _headed(letter.reached_heading, "\n".join(reached)),
        letter.difference,
        _found(letter),
        _passage(letter.harm),
        _passage(letter.strong),
        _passage(letter.editor),
        _passage(letter.next_step, *_ways(letter)),
        _passage(letter.findings, *(f"{letter.kind_heading}: {kind}" for kind in letter.kinds)),
        *map(_step, letter.steps),
        _passage(letter.reply, where),
        _passage(letter.mistake, f"Write to {contact}." if contact else ""),
        letter.judges,
    ]
    return "\n\n".join(part for part in parts if part)


def _headed(heading: str, *paragraphs: str) -> str:
    return "\n\n".join(part for part in (heading.upper(), *paragraphs) if part)


def _passage(passage: Passage, *more: str) -> str:
    paragraphs = [*passage.paragraphs, *more]
    return _headed(passage.heading, *paragraphs) if any(paragraphs) else ""


def _found(letter: Letter) -> str:
    lines = (f"{one.outcome}. {one.question} {one.mark}.\n{one.sentence}" for one in letter.found)
    return _headed(letter.found_heading, *lines) if letter.found else ""


def _ways(letter: Letter) -> list[str]:
    ways = letter.ways
    if not ways.open:
        return []
    folded = f"There are more ways ({len(ways.folded)}); the page of this letter has them." if ways.folded else ""
    templates = "The page of this letter has words to start from for each of these."
    return [ways.intro, *(_way(way, is_only=ways.is_one) for way in ways.open), folded, ways.also, templates]


def _way(way: Way, *, is_only: bool) -> str:
    number = f" ({way.number})" if way.number > 1 else ""
    heading = [] if is_only else [f"{way.heading}{number}: {way.count}"]
    return "\n".join([*heading, *(line for need in way.needs for line in _need(need))])


def _need(need: Need) -> list[str]:
    return [f"- {need.text}{f' {need.aside}' if need.aside else ''}", *(f"  {_note(note)}" for note in need.notes)]


def _note(note: Note) -> str:
    return f"{note.label} {note.text or '; '.join(note.points) + '.'}"


def _step(step: Step) -> str:
    lines = [step.sentence]
    for question in step.questions:
        for answer in question.answers:
            about = f" ({answer.about})" if answer.about else ""
            lines += ["", f"{question.short}{about}: {answer.label}", f"  {_reason(answer)}"]
    return "\n".join([*lines, *(["", step.not_asked] if step.not_asked else [])])


def _reason(answer: Answer) -> str:
    page = f" {answer.page}." if answer.page else ""
    return f"{answer.reason}{page}"
