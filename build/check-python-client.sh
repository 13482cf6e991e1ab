#!/usr/bin/env bash
# Generates a Python module from docs/openapi.json as a client would, imports it and reads an example event with it.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "check:python-client needs Python 3.10 or newer as python3, with venv (on Debian: apt install python3-venv)." >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check datamodel-code-generator==0.89.0 pydantic==2.14.4

"$work/venv/bin/datamodel-codegen" --input docs/openapi.json --input-file-type openapi \
  --output-model-type pydantic_v2.BaseModel --formatters builtin --output "$work/vigil_api.py"
PYTHONPATH="$work" "$work/venv/bin/python" build/check-python-client.py
