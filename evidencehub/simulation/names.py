"""Invented names. None is anybody's; addresses are below names that are reserved for examples (RFC 2606)."""


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    "Abena Ailsa Bashir Bronwen Callum Chidi Dalia Edwin Farah Gethin Hana Imran Jorun Kwesi Leila Marek Nia Olu Petra "
    "Quentin Rhona Sanjay Tamsin Umar Vera Wanda Xiomara Yusuf Zadie Anselm"
)
LAST = _words(
    "Ashdown Blackwater Carrow Dunmore Elmswell Farrowby Greenhalf Hartsmere Inkpen Jessop Kelmarsh Lowther Marwood "
    "Netherby Oakhanger Penhallow Quarrington Ravenscar Stourpaine Thornbury Underhill Vellacott Wexcombe Yarlside"
)
WHAT = _words("Mentoring Walking Reading Cooking Boxing Music Gardening Coaching Homework Football")
WHERE = _words("Northgate Southmoor Eastfield Westbrook Hillcrest Riverside Oldtown Newbridge Marshside Parkend")
SYLLABLES = _words("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu")


def of_person(number: int) -> str:
    """No two are alike, and none is another with an initial: the second surname belongs to this number alone."""
    first, last = FIRST[number % len(FIRST)], LAST[(number // len(FIRST)) % len(LAST)]
    return f"{first} {last}-{_letters(number)}"


def _letters(number: int) -> str:
    made = ""
    while True:
        number, rest = divmod(number, len(SYLLABLES))
        made += SYLLABLES[rest]
        if not number:
            return made.capitalize()


def of_project(number: int) -> str:
    return f"Simulated: {WHAT[number % len(WHAT)]} in {WHERE[(number // len(WHAT)) % len(WHERE)]}, {number + 1}"
