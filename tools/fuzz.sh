#!/usr/bin/env bash
# Builds the fuzz targets and runs each for SECONDS (60). The last line is "PASSED FAILED".
set -uo pipefail
source "$(dirname "$0")/prepare.sh"

seconds=${1:-60}
configure "$root/build-fuzz" -DCMAKE_BUILD_TYPE=Debug -DYINGDA_FUZZ=ON -DYINGDA_SANITIZE=address
ninja -C "$root/build-fuzz" $(basename -a "$root"/tests/fuzz/*_fuzz.cpp | sed 's/\(.*\)_fuzz.cpp/fuzz_\1/') || { echo 0 1; exit 1; }
passed=0 failed=0
for target in "$root"/build-fuzz/fuzz_*; do
  [ -x "$target" ] && [ -f "$target" ] || continue
  name=${target##*/fuzz_}
  found="$root/build-fuzz/found/$name"
  mkdir -p "$found"
  echo "fuzzing $name for $seconds s"
  if (cd "$found" && "$target" -max_total_time="$seconds" -max_len=4096 -print_final_stats=1 "$found" "$root/tests/fuzz/corpus/$name" 2>&1 | tail -n 12; exit "${PIPESTATUS[0]}"); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
done
echo "$passed $failed"
