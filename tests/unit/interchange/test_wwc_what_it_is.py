"""What an approach is, in one sentence, from the labels of the clearinghouse."""

import pytest

from evidencehub.interchange.wwc.what_it_is import labels_of, what_it_is

INDIVIDUAL, GROUPS, CLASSES = (f"Delivery_Method_{name}" for name in ("Individual", "Small_Group", "Whole_Class"))


@pytest.mark.parametrize(
    ("flags", "topics", "said"),
    [
        (
            ["Program_Type_Supplement", INDIVIDUAL, "Grade_1"], ["Topic_Literacy", "Topic_K_to_12th_Grade"],
            "An addition to the usual lessons on reading and writing, given to one person at a time, in grade 1 "
            "(ages 6 to 7).",
        ),
        (
            ["Program_Type_Practice", GROUPS, "Grade_K", "Grade_3"], ["Topic_STEM", "Topic_SWD"],
            "A way of working on mathematics and science for children and young people with disabilities, taught in "
            "small groups, from kindergarten to grade 3 (ages 5 to 9).",
        ),
        (
            ["Program_Type_Policy", "Program_Type_Practice", GROUPS, CLASSES, "Grade_PS"], ["Topic_Postsecondary"],
            "An approach to doing well at college, taught in small groups or taught to whole classes, at college.",
        ),
        (
            ["Grade_12", "Grade_PS"], ["Topic_Literacy", "Topic_STEM", "Topic_High_School_Completion"],
            "An approach, from grade 12 to college.",
        ),
        ([INDIVIDUAL, GROUPS, CLASSES], ["Topic_ELL"], "An approach for English language learners."),
        ([], [], "Studied in “A test of clubs”."),
        (["Region_State_Ohio"], ["Topic_School_Choice"], "Studied in “A test of clubs”."),
    ],
)  # fmt: skip
def test_it_says_what_the_labels_say_and_no_more(flags, topics, said):
    assert what_it_is(flags, topics, "A test of clubs.") == said


def test_without_labels_and_without_a_title_nothing_is_said():
    assert what_it_is([], [], "") == ""


def test_whom_an_approach_is_for_takes_most_of_its_studies():
    literacy, learners = {"Topic_Literacy"}, {"Topic_Literacy", "Topic_ELL"}
    assert labels_of([literacy, literacy, learners]) == literacy and labels_of([literacy, learners]) == literacy
    assert labels_of([literacy, learners, learners]) == learners
