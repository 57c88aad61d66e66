# Everything here needs Python 3.11 or later, git and make; the rest is installed into .venv.
# `make` alone lists the targets.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench/bin
COVERAGE := $(BIN)/coverage report --skip-covered --skip-empty
STAGES := model signals events assessment

# Two test processes share the cores already; more threads below them only spin.
export OPENBLAS_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test hold-coverage test-slow fuzz mutate check lint types contracts oracles schedulers accuracy bench docs serve manual dist audit guide lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---- the virtual environment: one folder, one stamp for each set of requirements

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'hemiface needs Python 3.11 or later: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The requirement files are complete, so pip has nothing to resolve (--no-deps).
$(VENV)/.%: requirements/%.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# ---- what people do

demo: $(VENV)/.base ## measure the shipped clip and write demo-output/
	$(BIN)/hemiface demo -o demo-output

test: $(VENV)/.dev ## run the tests, slow ones left out (COVER=yes: hold the coverage, too; AGAIN=yes: run once more what fails)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'not slow' $(if $(AGAIN),--reruns 1 -raR) $(if $(COVER),--cov --cov-report=)
	$(if $(COVER),@$(MAKE) --no-print-directory hold-coverage)

hold-coverage:
	@$(COVERAGE) --fail-under=90
	@for stage in $(STAGES); do \
		$(COVERAGE) --include="src/hemiface/$$stage/*" --fail-under=95 >/dev/null || \
		{ echo "coverage of $$stage is below 95 %:"; $(COVERAGE) --include="src/hemiface/$$stage/*"; exit 1; }; \
	done

test-slow: $(VENV)/.dev ## run the slow tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m slow $(if $(AGAIN),--reruns 1 -raR)

fuzz: $(VENV)/.dev ## try the property tests on new random examples (SEED=N repeats a draw)
	$(BIN)/python -m pytest -n 2 --dist worksteal -m 'hypothesis and not slow' --hypothesis-profile fuzz $(if $(SEED),--hypothesis-seed $(SEED))

mutate: $(VENV)/.dev ## see whether the tests notice wrong code, on mutants drawn by SEED
	$(BIN)/python -m tests.mutation $(if $(SEED),--seed $(SEED))

check: lint types contracts audit test ## everything a change must pass; about fifteen minutes on two cores

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

# mediapipe, for the comparison, and what it brings along stay out of .venv.
.venv-bench/.bench: requirements/bench.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	$(BENCH)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	$(BENCH)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Packages under the GPL stay out of .venv, too.
.venv-oracles/.oracles: requirements/oracles.txt pyproject.toml
	$(PYTHON) -m venv .venv-oracles
	.venv-oracles/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	.venv-oracles/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

oracles: .venv-oracles/.oracles ## hold the statistics against other packages
	.venv-oracles/bin/python -m pytest --noconftest -m oracle -W ignore tests/oracles

# Snakemake brings half a hundred packages along.
.venv-schedulers/.schedulers: requirements/schedulers.txt
	$(PYTHON) -m venv .venv-schedulers
	.venv-schedulers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

schedulers: $(VENV)/.dev .venv-schedulers/.schedulers ## run the manual's files for schedulers
	$(BIN)/python -m pytest tests/integration/test_schedulers.py

accuracy: .venv-bench/.bench ## print the figures of the accuracy page again (CLIPS=DIR, GRAFTS=DIR MODEL=TASK)
	$(BENCH)/python -m benchmarks.crosstalk $(if $(CLIPS),--clips $(CLIPS))
	$(BENCH)/python -m benchmarks.accuracy $(if $(CLIPS),--clips $(CLIPS)) --alter all
	$(if $(GRAFTS),$(BENCH)/python -m benchmarks.grafts --clips $(GRAFTS) $(if $(MODEL),--model $(MODEL)))

bench: .venv-bench/.bench $(VENV)/.dev accuracy ## measure speed, accuracy, memory and the guide (CLIPS=DIR, GRAFTS=DIR MODEL=TASK)
	$(BENCH)/python -m benchmarks.throughput --plain-python $(BENCH)/python
	$(BENCH)/python -m benchmarks.batch
	$(BENCH)/python -m benchmarks.memory
	$(BENCH)/python -m benchmarks.guide
	$(BENCH)/python -m benchmarks.guide_accuracy
	$(BENCH)/python -m benchmarks.coverage
	$(BENCH)/python -m benchmarks.response
	$(BENCH)/python -m benchmarks.triggers
	$(BIN)/python -m benchmarks.app

docs: $(VENV)/.dev ## build the documentation into docs/_build/html
	PYTHONPATH=. $(BIN)/python docs/generate.py
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo 'docs/_build/html/index.html'

serve: $(VENV)/.dev ## open the app in the browser
	$(BIN)/hemiface serve

manual: docs ## show the manual at http://127.0.0.1:8000, to this machine only
	$(BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory docs/_build/html

# What makes and looks over a release stays out of .venv.
.venv-release/.release: requirements/release.txt
	$(PYTHON) -m venv .venv-release
	.venv-release/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

dist: $(VENV)/.dev .venv-release/.release ## build a wheel, a source archive and a list of components into dist/
	$(BIN)/python -m hatchling build
	.venv-release/bin/cyclonedx-py requirements requirements/base.txt --pyproject pyproject.toml \
		--output-reproducible --output-format JSON --output-file dist/sbom.json

audit: .venv-release/.release ## look for known weaknesses in what hemiface installs
	@.venv-release/bin/python -m tests.audit requirements/base.txt

# ---- what maintainers do

# dev.txt is the widest set; the others take their versions from it, so that one .venv holds them all.
COMPILE := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links --group build

COMPILE_GROUP := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links

guide: $(VENV)/.dev ## make the guide's index again after a change of its pages
	$(BIN)/python -m hemiface.guide.build

lock: ## compile requirements/ again after a change of pyproject.toml (needs uv)
	$(COMPILE) --extra web --extra research --extra figures --extra cluster --extra postgres --extra data --extra emg --group dev -o requirements/dev.txt
	$(COMPILE) -c requirements/dev.txt -o requirements/base.txt
	$(COMPILE) -c requirements/dev.txt --extra bench --extra research -o requirements/bench.txt
	$(COMPILE) --extra research --group oracles -o requirements/oracles.txt
	$(COMPILE_GROUP) --group schedulers -o requirements/schedulers.txt
	$(COMPILE_GROUP) --group release -o requirements/release.txt

clean: ## remove everything that can be made again
	rm -rf $(VENV) .venv-bench .venv-oracles .venv-schedulers .venv-release build dist docs/_build demo-output .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis mutants
