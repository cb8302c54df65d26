#!/usr/bin/env bash
# textstat cannot measure how hard an English text is unless it may fetch a dictionary first; for other languages it can.
#
# Expected: a package that brings word lists for its languages measures a text with what was installed.
# Seen: where no other address than a package registry answers, each English measure that counts syllables
#     (Flesch-Kincaid, SMOG, Flesch reading ease) ends with NLTK's LookupError, after trying to download "cmudict" while it
#     measures. German and Spanish are measured, and so is English by letters (Coleman-Liau, ARI). Here no address answers
#     because a proxy is named that does not exist; NLTK then refuses to ask it at all.
# Version: textstat 0.7.13, nltk 3.10.4.
# For an evidence hub: how old a reader has to be for its fixed words is a test, and tests run where nothing can be fetched.
#     Ours counts letters (tests/support/reading.py).
# Known: not looked up.
set -euo pipefail

packages=(
    click==8.5.1
    cloudpickle==3.1.3
    defusedxml==0.7.1
    joblib==1.6.0
    nltk==3.10.4
    pyphen==0.18.1
    regex==2026.11.19
    textstat==0.7.13
    tqdm==4.70.1
)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps "${packages[@]}"
cd "$work"
NLTK_DATA="$work/none" http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 venv/bin/python - 2>/dev/null <<'PY'
import textstat

TEXT = "We keep what did not work, too. It saves others from trying it again."
MEASURES = "flesch_kincaid_grade", "smog_index", "flesch_reading_ease", "coleman_liau_index", "automated_readability_index"


def measured(language, measure):
    textstat.set_lang(language)
    try:
        getattr(textstat, measure)(TEXT)
    except LookupError:
        return False
    return True


seen = {language: [measured(language, each) for each in MEASURES] for language in ("en_US", "en_GB", "de_DE", "es_ES")}
english, other = [False, False, False, True, True], [True] * 5
recorded = {"en_US": english, "en_GB": english, "de_DE": other, "es_ES": other}

print("seen:    ", seen)
print("recorded:", recorded)
raise SystemExit(None if seen == recorded else "this has changed")
PY
