"""Reading an address: what makes no sense is left out, and one request has one address."""

from werkzeug.datastructures import MultiDict

from evidencehub.catalogue.index import facets, searching

STUDIED = {"results": frozenset({"some"})}


def asked(*pairs):
    arguments = MultiDict(pairs)
    return searching.parse(arguments.get, arguments.getlist)


def test_words_and_filters_are_read():
    request = asked(
        ("q", "  mentor   at school "), ("outcome", "school-attendance"), ("tier", "graded-3"), ("tier", "graded-4")
    )
    assert request.text == "mentor at school"
    assert request.filters == {
        "outcome": frozenset({"school-attendance"}), "tier": frozenset({"graded-3", "graded-4"}), **STUDIED
    }  # fmt: skip


def test_what_no_vocabulary_knows_is_left_out():
    request = asked(
        ("outcome", "happiness"), ("tier", "graded-9"), ("direction", "up"), ("sort", "price"), ("page", "-4")
    )
    assert request == searching.Request()


def test_endless_input_is_cut():
    request = asked(("q", "long " * 1000), ("page", "99999"))
    assert len(request.text) <= searching.LONGEST_TEXT and request.page <= searching.DEEPEST_PAGE


def test_what_was_sent_here_is_a_source_that_can_be_asked_for():
    assert asked(("source", "here")).filters == {"source": frozenset({""}), **STUDIED}
    assert asked(("source", "")).filters == STUDIED


def test_what_nobody_has_studied_is_found_by_those_who_ask_for_it_as_well():
    assert asked(("results", "none")).filters == {"results": frozenset({"some", "none"})}
    assert asked(("results", "some")).filters == STUDIED


def test_without_words_the_surest_evidence_comes_first():
    assert asked().order == "surest" and asked(("q", "school")).order == "best"
    assert asked(("q", "school"), ("sort", "newest")).order == "newest"


def test_the_address_of_a_request_reads_back_as_the_same_request():
    request = asked(
        ("q", "school"), ("outcome", "attainment"), ("outcome", "family"), ("sort", "newest"), ("page", "3")
    )
    again = [
        (key, value)
        for key, values in request.arguments().items()
        for value in (values if isinstance(values, list) else [values])
    ]
    assert asked(*[(key, str(value)) for key, value in again]) == request


def test_taking_a_filter_off_goes_back_to_the_first_page():
    request = asked(("outcome", "attainment"), ("outcome", "family"), ("page", "3")).without("outcome", "family")
    assert request.chosen == {"outcome": ("attainment",)} and request.page == 1


def test_an_outcome_below_an_area_is_asked_for_alone():
    request = asked(("outcome", "attainment"), ("outcome", "phonics"), ("outcome", "reading"), ("outcome", "family"))
    assert request.chosen == {"outcome": ("phonics", "family")}


def test_outcomes_are_offered_below_what_is_ticked_and_beside_it():
    counts = {"outcome": {"attainment": 9, "english": 7, "reading": 5, "phonics": 2, "maths": 3, "housing": 1}}
    (shown,) = facets.views(counts, {})
    assert [each.value for each in shown.values] == ["attainment", "housing"]
    (shown,) = facets.views(counts, {"outcome": ("reading",)})
    assert [(each.value, each.label, each.depth, each.is_chosen) for each in shown.values] == [
        ("attainment", "Attainment", 0, False),
        ("english", "English and literacy", 1, False),
        ("reading", "Reading", 2, True),
        ("phonics", "Phonics", 3, False),
        ("maths", "Maths", 1, False),
        ("housing", "Housing", 0, False),
    ]


def test_nearby_outcome_areas_are_found_by_their_synonyms():
    assert [term.slug for term in searching.nearest("truants in year 9")][:1] == ["school-attendance"]
    assert [term.slug for term in searching.nearest("crime at night")][:1] == ["violence-and-offending"]
    assert searching.nearest("zzz") == ()


def test_the_outcome_that_people_call_what_was_searched_comes_before_outcome_areas():
    assert [term.slug for term in searching.nearest("Knife  crime")] == ["serious-violence", "violence-and-offending"]


def test_what_changed_in_one_group_is_a_filter_of_its_own():
    counts = {"direction": {"better": 3, "worse": 1, "changed-better": 2}}
    made, changed = facets.views(counts, {})
    assert made.title == "What difference it made" and [each.value for each in made.values] == ["better", "worse"]
    assert changed.title.startswith("What changed") and [each.value for each in changed.values] == ["changed-better"]
    assert made.name == changed.name == "direction"
