PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check words bench lock

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 15

setup: ## Build .venv and the front-end files; starts nothing, safe to repeat
	@sh make/setup.sh run

run: setup ## Serve on http://HOST:PORT (127.0.0.1:8000) with one worker beside, until Ctrl-C
	@exec $(PYTHON) make/serve.py

demo: setup ## The same with the demo office, loaded when the database is empty
	@exec $(PYTHON) make/serve.py --demo

test: ## Run the tests, some at a time; ARGS="tests/store -x" for some of them, one by one
	@sh make/setup.sh dev
	@exec $(PYTHON) -m pytest $(or $(ARGS),--numprocesses=auto --maxprocesses=4 --dist=worksteal)

check: ## Format, lint, types, contracts, tests: what must hold before a commit
	@sh make/setup.sh dev
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	@$(MAKE) --no-print-directory test

words: ## Bring the English in line with the code; names what still has to be translated
	@sh make/setup.sh run
	@exec $(PYTHON) make/words.py update

bench: ## Measure beside a bare handler; prints, and writes bench/latest.json
	@sh make/setup.sh dev
	@exec $(PYTHON) -m bench

lock: ## Renew the lock files from pyproject.toml, requirements/*.in and package.json
	@sh make/lock.sh
