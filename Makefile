# Every target sets up what it needs. PYTHON chooses the interpreter: 3.11 or newer.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
SOURCES = $(shell find src tests schema generated docs tools -type f -not -name '*.pyc')

.PHONY: try test majors sweep bench check lint types contracts fast generate reference site clean

try: $(VENV)/.installed
	$(BIN)/vfed-schema try

# `make test PG=16` runs it on that major, from VFED_POSTGRES_BINDIRS or the machine's own.
test: $(VENV)/.test-installed
	$(if $(PG),VFED_TEST_MAJOR=$(PG)) $(BIN)/pytest
	$(if $(PG),,@touch $(VENV)/.tested)

# The suite is not run again where nothing has changed since it passed.
check: lint types contracts $(VENV)/.tested majors

$(VENV)/.tested: $(VENV)/.test-installed $(SOURCES)
	$(BIN)/pytest
	@touch $@

# The oldest server at hand and the machine's own; the suite itself runs on the newest.
majors: $(VENV)/.test-installed
	$(BIN)/python -m tests.majors

# Other people's schemas, fetched by name: there, back, and imported.
sweep: $(VENV)/.test-installed
	$(BIN)/python -m tests.sweep

# Figures, side by side in one run: VFED_RIVALS=/folder:… for other tools that are not on the PATH.
bench: $(VENV)/.test-installed
	$(BIN)/python -m benchmarks.run

fast: $(VENV)/.test-installed
	$(BIN)/pytest -m "not sweep"

lint: $(VENV)/.test-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.test-installed
	$(BIN)/mypy

contracts: $(VENV)/.test-installed
	$(BIN)/lint-imports

# What is made of the code and the model, and committed.
generate: $(VENV)/.installed
	$(BIN)/vfed-schema generate
	$(BIN)/vfed-schema docs -o docs/schema.svg --title Valence
	$(BIN)/vfed-schema generate --profile production
	$(BIN)/vfed-schema json-schema > docs/model.schema.json
	$(BIN)/vfed-schema man > docs/vfed-schema.1
	$(BIN)/python -m tools.reference

# The pages of docs/reference/ alone.
reference: $(VENV)/.installed
	$(BIN)/python -m tools.reference

# The documentation, as build/site/index.html.
site: $(VENV)/.docs-installed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo build/site/index.html

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test-installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@ $(VENV)/.installed

$(VENV)/.docs-installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[docs]"
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
