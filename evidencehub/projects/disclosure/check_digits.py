"""Numbers that a person is known by, told from other numbers by their check digit."""

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # 0 to 22; I, O and S are not used


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: modulus 11, as NHS England publishes it.

    One of eleven numbers with ten digits passes by chance.
    """
    remainder = 11 - sum((10 - place) * int(digit) for place, digit in enumerate(digits[:9])) % 11
    return remainder != 10 and remainder % 11 == int(digits[9])


def is_pupil_number(text: str) -> bool:
    """Whether a letter with twelve places is a Unique Pupil Number: modulus 23, each place weighed by its number.

    Source: UK Government Data Standards Catalogue, Unique Pupil Number 2.0 (the text was read).
    """
    last = text[12]
    values = [int(digit) for digit in text[1:12]] + [int(last) if last.isdigit() else _UPN_LETTERS.index(last)]
    return _UPN_LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % 23] == text[0]
