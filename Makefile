# `make` prints the targets. Every target that needs the environment sets it up first.
PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
SHARED ?= ../shared
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test test-remote check generate islands screenshots quality conformance bench bench-sparql bench-api fuzz build clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## install everything into .venv (uv itself into .uv)

# uv lives in an environment of its own: Debian's python3 refuses packages outside of one.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Amur needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another with make PYTHON=python3.12")'
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

$(READY): $(UV) pyproject.toml uv.lock
	$(UV) sync --quiet --frozen --python $(PYTHON)
	@touch $@

demo: $(READY) ## fill a store with the bundled corpus and serve it on loopback
	$(BIN)/amur demo

serve: $(READY) ## serve the store of the settings
	$(BIN)/amur serve

test: $(READY) ## run all tests; those whose tools are missing are skipped by name
	$(BIN)/python -m pytest -m browser  # apart: the browser's driver keeps an event loop running in its process
	$(BIN)/python -m pytest -m "not browser" -n 2 --dist loadgroup

test-remote: $(READY) ## run the tests of the API once more, with every graph on an oxigraph server
	$(BIN)/python -m pytest tests/api --on-server -m "not browser" -n 2 --dist loadgroup

check: $(READY) ## lint, types, layers, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/generate.py --check
	$(BIN)/python scripts/schemas.py --check
	$(BIN)/python scripts/openapi.py --check

generate: $(READY) ## write the generated files anew (vocabulary, context, tables, schemas)
	$(BIN)/python scripts/generate.py
	$(BIN)/python scripts/schemas.py
	$(BIN)/python scripts/openapi.py

islands: ## build the scripts of the pages anew (needs node 20 and npm); the result is committed
	cd app/web/islands && npm ci --ignore-scripts && npm run build && node notices.js > ../../../THIRD_PARTY_NOTICES

screenshots: $(READY) ## take the pictures of the README anew, from the bundled corpus (needs chromium)
	$(BIN)/python scripts/screenshots.py --serve docs/images

quality: $(READY) ## score the extraction on the gold texts of $(SHARED), list what half A misses, write docs/extraction-quality.md
	$(BIN)/python scripts/quality.py $(SHARED)/gold --by-type --misses

conformance: $(READY) ## run the W3C SPARQL suites of $(SHARED) over HTTP
	$(BIN)/python -m pytest -q tests/conformance

bench: $(READY) ## measure ingest, query and export, as ratios
	$(BIN)/python bench/run.py
	$(BIN)/python bench/world.py

bench-sparql: $(READY) ## measure /sparql against the engine's own server and rdflib-endpoint
	$(UV) run --quiet --frozen --group bench python bench/sparql.py $(SHARED)/tools --write

fuzz: $(READY) ## ask every route at random, longer than the tests do
	AMUR_FUZZ_EXAMPLES=200 $(BIN)/python -m pytest -q tests/api/test_openapi.py -k whatever

bench-api: $(READY) ## measure the JSON API and the exports at 3k and 60k events and write docs/bench-api.md
	$(BIN)/python bench/api.py --write

build: $(READY) ## build the wheel and the source archive into dist/
	$(UV) build --quiet

clean: ## remove environments, caches and builds (never a store)
	rm -rf .venv .uv dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
