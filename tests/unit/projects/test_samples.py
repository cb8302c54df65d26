"""Reports that may be of the same people are counted as one sample."""

from evidencehub.projects.samples import sample_of
from tests.support.studies import a_study as any_study


def a_study(**values):
    return any_study(**{"source": "records", **values})


def test_a_trial_written_up_three_times_is_one_sample():
    trial = [a_study(title=title, participants=6888) for title in ("Year one", "Four years", "At scale")]
    assert len(set(sample_of(trial).values())) == 1
    assert len(set(sample_of([*trial, a_study(participants=74)]).values())) == 2


def test_few_people_are_the_same_only_under_the_same_title():
    few = [a_study(title=title, participants=22) for title in ("Sounds", "sounds  ", "Letters")]
    samples = sample_of(few)
    assert samples[few[0].id] == samples[few[1].id] != samples[few[2].id]


def test_a_study_that_does_not_say_how_many_is_its_own_sample():
    assert len(set(sample_of([a_study(), a_study(), a_study(participants=100)]).values())) == 3


def test_a_team_knows_its_own_studies_apart():
    own = [a_study(source=None, participants=100), a_study(source=None, participants=100)]
    assert len(set(sample_of(own).values())) == 2
