#!/bin/sh
# The custom script of a build step of the type Command Line
set -e
python3 -I -m venv --clear "$TMPDIR/aiowners"
"$TMPDIR/aiowners/bin/pip" install --quiet git+https://github.com/aiowners/aiowners
"$TMPDIR/aiowners/bin/aiowners" check --ci
