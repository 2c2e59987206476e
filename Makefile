# make run   sets everything up and runs the nightly flow once on the embedded sample site
# make test  sets everything up and runs the linters and the tests
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# glibc gives large blocks back to the system and asks for them anew in each step of a fit: a third of its time
KEEP_MEMORY := MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296
BENCHMARKS ?= peers whole growth tables workbooks pdfs checks exports load release replay night

# what is imported is kept compiled: a run and the tests start many processes
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow lint accuracy truth fit bench torture format lock licences clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "setup: virtual environment in $(VENV), packages of requirements.lock (hashes checked)"
	@command -v $(PYTHON) >/dev/null || { echo "setup: $(PYTHON) not found; install Python 3.11 or pass PYTHON=…"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(VENV)/.ready ## install what is needed into .venv

run: setup ## run the nightly flow once on the embedded sample site
	@$(BIN)/bacninh run --profile sample

lint: setup ## ruff, mypy --strict, import-linter
	@echo "lint: ruff, mypy, import-linter"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint ## lint, then the tests but the slow ones
	@echo "test: pytest"
	@$(BIN)/python -m pytest

test-slow: setup ## the tests that take minutes: killed runs, a week of nights, rebuilt records, browsers
	@$(BIN)/python -m pytest -m slow

accuracy: setup ## how well the annotated pages and sentences are read
	@PYTHONPATH=tests $(BIN)/python -m accuracy.report

truth: setup ## what the checks hold of the annotated figures and of corrupted ones; the series beside the typed figures
	@PYTHONPATH=tests:. $(BIN)/python -m accuracy.truth
	@PYTHONPATH=tests:. $(BIN)/python -m accuracy.reported

fit: setup ## fit the networks of extractors/linking to the annotated pages, and judge them on pages they have not seen
	@OMP_NUM_THREADS=1 $(KEEP_MEMORY) PYTHONPATH=tests $(BIN)/python -m accuracy.fit $(FIT)

bench: setup ## our speed beside peers and floors, and at scale; noted in docs/benchmarks.md
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install -qq --disable-pip-version-check quantulum3==0.10.0 'emoji<2' \
	  recognizers-text-suite==1.0.2a2 pyduckling-native-phihos==0.3.0
	@PYTHONPATH=tests:. $(BIN)/python -m benchmarks.report $(BENCHMARKS)

torture: setup ## kill runs at random instants (200 of the stages, 20 of the whole flow), and compare what the next run ends with
	@PYTHONPATH=tests:. $(BIN)/python -m torture $(TORTURE)

format: setup ## format the code and mend what ruff can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## make requirements.lock anew from pyproject.toml
	@$(BIN)/pip-compile --quiet --extra dev --all-build-deps --allow-unsafe --strip-extras --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml

licences: setup ## the packages of the lock and their licences into docs/supply.md
	@$(BIN)/python tests/licences.py --write

clean: ## remove the environment and the sample's data
	@rm -rf $(VENV) data/sample
