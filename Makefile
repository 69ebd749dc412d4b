# Everything the project does, by name; `make help` explains each.
.DELETE_ON_ERROR:
.PHONY: help demo demo-reset test check bench lock messages frontend clean

PYTHON ?= python3
V := .venv
export PATH := $(CURDIR)/$(V)/bin:$(PATH)
export UV_COMPILE_BYTECODE := 1
PORT ?= 8000
BENCH ?= count
MANIFEST := frontend/dist/.vite/manifest.json
# What tries hundreds of cases instead of a few when CONSULT_THOROUGH is set.
THOROUGH := tests/faults tests/proposals/test_anchors_go_along.py tests/proposals/text \
  tests/security/test_api_schema.py tests/security/test_markdown.py tests/realtime/test_authorship.py tests/realtime/test_packing.py tests/realtime/test_positions.py \
  tests/realtime/test_provenance.py tests/realtime/test_traces.py tests/realtime/test_yprotocol.py \
  tests/voting/counting/test_choices_properties.py tests/voting/counting/test_properties.py tests/voting/workshop/test_composing.py
FUZZ := tests/browser/editor/test_fuzz.py
SUITE := python -m pytest -n auto --dist loadgroup tests --ignore=tests/browser
BROWSERS := python -m pytest -n 3 --dist loadfile tests/browser
LONG := CONSULT_THOROUGH=1 python -m pytest -n auto
# RETRY=1 tries what failed once more, alone: on a busy machine a real browser or process may answer too late.
AGAIN := test -n "$(RETRY)"
MO := locale/fr/LC_MESSAGES/django.mo
DEMO_ENV = DEMO=1 SECRET_KEY=$$(cat var/demo.key) DATABASE_URL= REDIS_URL= EMAIL_URL=

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(V)/demo.stamp $(MANIFEST) $(MO) var/demo.key ## a lived-in alliance at http://localhost:8000 (PORT=8123 make demo for another port)
	@$(DEMO_ENV) python manage.py migrate --no-input -v0
	@$(DEMO_ENV) python manage.py load_demo
	@echo "Open http://localhost:$(PORT)/demo/enter/ and choose who you are. Ctrl-C stops; make demo-reset starts afresh."
	@exec env $(DEMO_ENV) python manage.py serve --port $(PORT)

demo-reset: ## forget what was done in the demo and start it afresh
	rm -f var/consult.sqlite3 var/consult.sqlite3-wal var/consult.sqlite3-shm
	@$(MAKE) --no-print-directory demo

test: $(V)/dev.stamp $(MANIFEST) $(MO) ## the whole suite (PostgreSQL and Redis parts when DATABASE_URL and REDIS_URL are set)
	@command -v chromium >/dev/null || test -n "$$CHROMIUM" || { echo 'Browser tests need Chromium: apt-get install -y --no-install-recommends chromium'; exit 1; }
	cd frontend && npm test --silent
	$(SUITE) || { $(AGAIN) && $(SUITE) -n 0 --last-failed; }
	$(BROWSERS) || { $(AGAIN) && $(BROWSERS) -n 0 --last-failed; }

check: $(V)/dev.stamp $(MANIFEST) $(MO) ## lint, types, import contracts, translations, migrations, lock files, long tests
	ruff check .
	ruff format --check .
	SECRET_KEY=check mypy consult alliance proposals voting realtime
	lint-imports
	SECRET_KEY=check python manage.py translations --check
	SECRET_KEY=check python manage.py makemigrations --check --dry-run
	SECRET_KEY=$$(python -c 'import secrets; print(secrets.token_urlsafe(60))') SITE_URL=https://alliance.example ALLOWED_HOSTS=alliance.example python manage.py check --deploy --fail-level WARNING
	sh requirements/compile.sh
	git diff --exit-code -- requirements
	cd frontend && npm ci --silent --dry-run >/dev/null
	$(LONG) --dist loadgroup $(THOROUGH) || { $(AGAIN) && $(LONG) -n 0 $(THOROUGH) --last-failed; }
	$(LONG) --dist load $(FUZZ) || { $(AGAIN) && $(LONG) -n 0 $(FUZZ) --last-failed; }

bench: $(V)/dev.stamp ## what is measured against its peers, as tables (BENCH=count for one)
	@for name in $(BENCH); do python -m bench $$name || exit; done

lock: $(V)/dev.stamp ## compile the lock files again after a change of pyproject.toml
	sh requirements/compile.sh

messages: $(V)/dev.stamp ## collect the strings of the interface into locale/fr
	SECRET_KEY=messages python manage.py translations

frontend: $(MANIFEST) ## build scripts and styles

clean: ## forget everything that was installed, built or stored here
	rm -rf $(V) var frontend/node_modules frontend/dist $(MO)

$(V)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@echo "Creating the environment in $(V) (about 200 MB are fetched the first time)…"
	@$(PYTHON) -m venv $(V)

$(V)/demo.stamp: requirements/demo.txt | $(V)/bin/python
	@echo "Installing the locked packages…"
	@test -e $(V)/dev.stamp || { python -m pip install -q --disable-pip-version-check uv && uv pip sync -q --require-hashes --python $(V)/bin/python $< ; } \
	  || python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

$(V)/dev.stamp: requirements/dev.txt | $(V)/bin/python
	@echo "Installing the locked packages, with those of the suite…"
	@{ python -m pip install -q --disable-pip-version-check uv && uv pip sync -q --require-hashes --python $(V)/bin/python $< ; } \
	  || python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@ $(V)/demo.stamp

frontend/node_modules/.stamp: frontend/package-lock.json | $(V)/demo.stamp
	@echo "Installing the frontend's packages…"
	@cd frontend && npm ci --silent
	@touch $@

$(MANIFEST): frontend/node_modules/.stamp frontend/package.json frontend/vite.config.ts frontend/tsconfig.json $(shell find frontend/src frontend/styles -type f 2>/dev/null)
	@echo "Building scripts and styles…"
	@cd frontend && npm run build --silent

$(MO): locale/fr/LC_MESSAGES/django.po | $(V)/demo.stamp
	@pybabel -q compile -D django -d locale -l fr

var/demo.key:
	@mkdir -p var
	@python -c 'import secrets; print(secrets.token_urlsafe(50))' > $@
