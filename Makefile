# Two commands do everything: `make demo` runs the main job on the packaged case, `make test` runs all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
BUILT_FROM := pyproject.toml requirements.lock hatch_build.py frontend/package.json frontend/package-lock.json \
	$(wildcard frontend/src/*) $(wildcard frontend/*.ts) $(wildcard frontend/*.html)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test services test-services soak fuzz lint types check browser bench release advisories docs lock clean

apt = { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; }

help: ## Show the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

setup: $(STAMP) ## Make .venv with .venv/bin/trucewatch

$(STAMP): $(BUILT_FROM)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m trucewatch.places
	touch $(STAMP)

demo: setup ## Run the main job on the packaged case, in demo/aleppo-2016
	$(BIN)/trucewatch demo demo/aleppo-2016

browser: ## Install Chromium where it is missing and the user may
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; } \
	|| echo "Chromium is missing and cannot be installed here: the browser tests are skipped" >&2

test: setup browser ## Run all tests
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q

# what the services are made of: PostgreSQL with PostGIS, a Java for Spark, and Spark itself
services: setup ## Install PostgreSQL with PostGIS, Java and Spark where they are missing and the user may
	@test -n "$$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" || command -v initdb >/dev/null 2>&1 \
	|| $(call apt,postgresql-15-postgis-3) || $(call apt,postgresql-postgis) || echo "PostgreSQL is missing and cannot be installed here: its tests are skipped" >&2
	@command -v java >/dev/null 2>&1 || $(call apt,openjdk-17-jre-headless) \
	|| echo "Java is missing and cannot be installed here: the tests of Spark are skipped" >&2
	@$(BIN)/python -c "import pyspark" 2>/dev/null || $(BIN)/python -m pip install --quiet "pyspark>=4.0" \
	|| echo "Spark is missing and cannot be installed here: its tests are skipped" >&2

test-services: services ## Run the tests against PostgreSQL and Spark, which start what they need themselves
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "services or engine"

SECONDS_OF_FUZZ ?= 600
soak: setup ## Fuzz every parser and the API, kill writers and merges sixty times and flip every bit of a bundle
	$(BIN)/python -m fuzz --seconds $(SECONDS_OF_FUZZ)
	TRUCEWATCH_KILL_ROUNDS=60 TRUCEWATCH_ALL_BITS=1 $(BIN)/python -m pytest -q tests/record/test_kill.py tests/record/test_kill_merge.py tests/record/test_bundle.py
	TRUCEWATCH_FUZZ_SECONDS=$(SECONDS_OF_FUZZ) $(BIN)/python -m pytest -q -s tests/web/api/test_fuzzing.py

fuzz: setup ## Run damaged input against every parser for ten minutes
	$(BIN)/python -m fuzz --seconds $(SECONDS_OF_FUZZ)

lint: setup ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## Check types
	$(BIN)/mypy

check: lint types test ## Style, types and tests

bench: setup ## Print speed and memory
	$(BIN)/python -m benchmarks.reading_speed
	$(BIN)/python -m benchmarks.run_scale

release: setup ## Put a wheel that builds to the same bytes twice, its bill of materials and licences into dist/
	mkdir -p dist
	$(BIN)/python -m supply.licences > dist/licences.md
	$(BIN)/python -m supply.bom > dist/trucewatch.cdx.json
	$(BIN)/python -m supply.reproducible dist

ADVISORIES ?=
advisories: setup ## Check the locks against advisories brought here: make advisories ADVISORIES="PyPI.zip npm.zip"
	$(BIN)/python -m supply.advisories $(ADVISORIES)

docs: setup ## Write the reference pages that are made from the code
	$(BIN)/python -m trucewatch.vocabulary.code_tables > docs/reference/codes.md
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_asvs.py
	$(BIN)/python docs/make_limits.py

lock: ## Resolve the dependencies again, with hashes and without an index
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/python -m piptools compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --output-file requirements.lock pyproject.toml

clean: ## Remove what was made
	rm -rf $(VENV) demo dist build test-output .mypy_cache .ruff_cache .pytest_cache .hypothesis frontend/node_modules src/trucewatch/web/static/built \
		src/trucewatch/reporting/fonts
