# Sourced by ./run and ./test: installs what is missing, finds a Node that is new
# enough, builds. Says what it does while it does it.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }
fail() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

# Runs a command as root, through sudo where need be.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "Installing packages needs root: run once as root, or install sudo."
  fi
}

# A package counts as there when it is installed; nodejs of another origin brings npm along.
missing_packages() {
  local package
  for package in $(cat "$@"); do
    [ "$package" = npm ] && command -v npm >/dev/null && continue
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s\n' "$package"
  done
}

install_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "Installing packages: $(echo $missing)"
  as_root apt-get update -qq || fail "apt-get update failed: is the network there?"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/tmp/yingda-apt.log 2>&1 ||
    { tail -n 20 /tmp/yingda-apt.log >&2; fail "apt-get could not install the packages above."; }
}

# The console's tools need Node 20.19 or newer; Debian 12 has 18. The npm package
# "node" carries a newer one.
node_fits() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

prepare_node() {
  export npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false
  [ -d "$root/build/node" ] && export PATH="$root/build/node/node_modules/node/bin:$PATH"
  node_fits && return 0
  say "Fetching a newer Node from npm"
  mkdir -p "$root/build/node"
  npm install --prefix "$root/build/node" --no-save --loglevel=error node@22 || fail "npm could not fetch the package node."
  export PATH="$root/build/node/node_modules/node/bin:$PATH"
  node_fits || fail "The Node fetched from npm does not start."
}

# configure FOLDER OPTION…: once, and again when the options changed.
configure() {
  local folder=$1
  shift
  local wanted="$*"
  [ -f "$folder/build.ninja" ] && [ "$(cat "$folder/.configured" 2>/dev/null)" = "$wanted" ] && return 0
  cmake -S "$root" -B "$folder" -G Ninja -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19 \
    -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@" >"$folder.log" 2>&1 ||
    { tail -n 30 "$folder.log" >&2; fail "cmake failed."; }
  printf '%s' "$wanted" >"$folder/.configured"
}

build_server() {
  mkdir -p "$root/build"
  configure "$root/build" -DCMAKE_BUILD_TYPE=Release
  ninja -C "$root/build" -n yingda 2>/dev/null | grep -q 'no work to do' && return 0
  say "Building the server"
  NINJA_STATUS='  [%f/%t, %es] ' ninja -C "$root/build" yingda || fail "The server did not build."
}

# Installs the npm packages of a folder when its lock file changed.
install_npm() {
  local folder=$1
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.yingda-lock" && return 0
  say "Installing npm packages for ${folder#"$root"/}"
  (cd "$folder" && npm ci --loglevel=error --no-progress >/dev/null) || fail "npm could not install the packages of $folder."
  cp "$folder/package-lock.json" "$folder/node_modules/.yingda-lock"
}

# Whether something that the console is made of is newer than the built console.
console_is_old() {
  [ -f "$root/web/dist/index.html" ] && [ -f "$root/web/dist-widget/widget.js" ] || return 0
  [ -n "$(find "$root/web" "$root/content/messages" "$root/build/yingda" \
    \( -name node_modules -o -name dist -o -name dist-widget -o -name schema.d.ts \) -prune -o -type f -newer "$root/web/dist/index.html" -print -quit)" ]
}

build_console() {
  console_is_old || return 0
  prepare_node
  install_npm "$root/web"
  say "Building the console"
  "$root/build/yingda" openapi --assets "$root" >"$root/build/openapi.json" || fail "The API document could not be written."
  (cd "$root/web" && npm run --silent build) || fail "The console did not build."
  touch "$root/web/dist/index.html"
}
