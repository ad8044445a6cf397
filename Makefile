# make run    set up what is needed, then serve on http://localhost:8080
# make test   every check and every test
# make bench  measure; a table on screen, JSON in .cache/bench.json
# make wheels what pip installs where there is no checkout, in dist
# make clients  a Python client and types for TypeScript, made from the OpenAPI document, in dist

MAKEFLAGS += --no-print-directory
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.PHONY: run test bench wheels clients made-clients check check-server check-page format lock setup setup-test setup-bench clean

run: setup
	@exec meetd serve

test: setup-test check
	@exec python -m pytest -n 2

bench: setup-bench
	@PYTHONPATH=tests exec python -m bench

# What a build leaves behind would come along.
wheels: setup
	@rm -rf dist build worker-bridge/build
	@python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist . ./worker-bridge
	@ls dist

clients: setup-test made-clients
	@ls $(DIST)

# The same without setting anything up, into a folder that its test names too.
DIST = dist
types = $(abspath $(DIST)/meetd-api-types)
made-clients:
	@rm -rf $(DIST)/meetd-client $(types)
	@mkdir -p $(types)/dist
	@cp web/api-types/package.json web/api-types/README.md $(types)
	@python -m meetd.rest >$(types)/dist/openapi.json
	@openapi-python-client generate --path $(types)/dist/openapi.json --config .ci/python-client.yaml \
		--output-path $(DIST)/meetd-client --meta setup --fail-on-warning
	@PATH="$(CURDIR)/web/node_modules/.bin:$$PATH" npm pack --silent --pack-destination $(DIST) $(types)

# Lint, form, types, layers, what is made from the wire, what nothing uses and the page's own tests: all that takes no server.
# Server and page side by side; what one of them says comes in one piece.
check:
	@echo; echo "==> Checking"
	@$(MAKE) -j2 --output-sync=target check-server check-page

check-server:
	ruff check
	ruff format --check
	mypy
	lint-imports
	python -m meetd.wire --check

check-page:
	npm --prefix web run typecheck
	npm --prefix web run lint
	npm --prefix web run format:check
	npm --prefix web run unused
	npm --prefix web run test

format:
	ruff check --fix
	ruff format
	npm --prefix web run format

# Lock files hold versions and hashes, never an address.
uv = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-package meetd-worker-bridge
lock:
	$(uv) pyproject.toml --group build -o requirements.txt
	$(uv) pyproject.toml --group build --group test --group check --group lock -c requirements.txt -o requirements-dev.txt
	$(uv) --group node -o requirements-node.txt

setup:
	@.ci/setup run

setup-test:
	@.ci/setup test

setup-bench:
	@.ci/setup bench

# The worker's cache and the data folder stay.
clean:
	rm -rf .venv .cache web/node_modules web/build web/.react-router
