#!/usr/bin/env bash
# The server also compiles with Debian's g++, whose warnings are not ours to please.
set -euo pipefail
source "$(dirname "$0")/prepare.sh"

cmake -S "$root" -B "$root/build-gcc" -G Ninja -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS=-Wno-error >"$root/build-gcc.log"
ninja -C "$root/build-gcc" yingda
