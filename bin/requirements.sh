# Sourced by bin/demo and bin/verify: finds what they need, installs what it can (as root, with apt), and says plainly
# what is missing otherwise. Leaves its findings in the environment: SQLSYNC_CHROMIUM, SQLSYNC_FIREFOX.

missing=()
updated=no

have() { command -v "$1" >/dev/null 2>&1; }

# at_least 3.8.7 3.6: is the first version the second, or newer?
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# first_number "javac 17.0.15": the first thing that looks like a version.
first_number() { printf '%s' "$1" | grep -oE '[0-9]+(\.[0-9]+)*' | head -n 1 || true; }

# install PACKAGE...: true when it worked. Without root or apt it does nothing and is false.
install() {
  [ "$(id -u)" = 0 ] && have apt-get || return 1
  export DEBIAN_FRONTEND=noninteractive
  if [ "$updated" = no ]; then
    echo "Fetching the list of packages ..."
    apt-get -o DPkg::Lock::Timeout=300 -qq update </dev/null >/dev/null 2>&1 || true
    updated=yes
  fi
  echo "Installing $* ..."
  apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends install "$@" </dev/null >/dev/null 2>&1
}

need_jdk() {
  local javac="${JAVA_HOME:+$JAVA_HOME/bin/}javac" found=""
  have "$javac" || [ -n "${JAVA_HOME:-}" ] || install openjdk-17-jdk-headless || true
  have "$javac" && found="$(first_number "$("$javac" -version 2>&1)")"
  if [ -z "$found" ]; then
    missing+=("a JDK, 17 or newer (looked for $javac; JAVA_HOME is ${JAVA_HOME:-not set})")
  elif ! at_least "$found" 17; then
    missing+=("a newer JDK: 17 or newer is needed, $javac is $found")
  fi
}

need_maven() {
  local found=""
  have mvn || install maven || true
  have mvn && found="$(first_number "$(mvn -v 2>/dev/null | grep -o 'Apache Maven [0-9.]*' || true)")"
  if [ -z "$found" ]; then
    missing+=("Maven, 3.6.3 or newer (command mvn, which must find its JDK)")
  elif ! at_least "$found" 3.6.3; then
    missing+=("a newer Maven: 3.6.3 or newer is needed, mvn is $found")
  fi
}

need_node() {
  local found=""
  have node && have npm || install nodejs npm || true
  have node && found="$(first_number "$(node --version)")"
  if [ -z "$found" ]; then
    missing+=("Node.js, 20 or newer (command node)")
  elif ! at_least "$found" 20; then
    missing+=("a newer Node.js: 20 or newer is needed, node is $found")
  fi
  have npm || missing+=("npm, which comes with Node.js (command npm)")
}

need_sqlite3() {
  have sqlite3 || install sqlite3 || missing+=("the sqlite3 shell (command sqlite3)")
}

# find_program VARIABLE NAME...: exports the path of the first that is there, unless the variable names one already.
find_program() {
  local variable="$1" name
  shift
  if [ -n "${!variable:-}" ]; then
    [ -x "${!variable}" ] && return 0
    missing+=("$variable names ${!variable}, and there is no such program")
    return 0
  fi
  for name in "$@"; do
    if have "$name"; then
      export "$variable=$(command -v "$name")"
      return 0
    fi
  done
  return 1
}

need_chromium() {
  local names=(chromium chromium-browser google-chrome-stable google-chrome
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium")
  find_program SQLSYNC_CHROMIUM "${names[@]}" && return
  install chromium && find_program SQLSYNC_CHROMIUM "${names[@]}" && return
  missing+=("Chromium or Chrome (SQLSYNC_CHROMIUM may name its program)")
}

# Wanted, not needed: the second browser of the stories.
want_firefox() {
  local names=(firefox-esr firefox /Applications/Firefox.app/Contents/MacOS/firefox)
  find_program SQLSYNC_FIREFOX "${names[@]}" && return
  install firefox-esr && find_program SQLSYNC_FIREFOX "${names[@]}" || true
}

# Wanted, not needed: what compiles SQLite for the simulator. The build says where it could not
# (simulation/src/build/native-sqlite.mjs).
want_native_sqlite() {
  have wasm2c && have gcc && gcc -E -include stdlib.h - </dev/null >/dev/null 2>&1 && return
  install wabt gcc libc6-dev || true
}

# unpacked VARIABLE PACKAGE PATH: exports the path of a program of Debian's package, which is unpacked beside the caches
# and not installed, so that no service is started.
unpacked() {
  local folder="${XDG_CACHE_HOME:-$HOME/.cache}/sqlsync/$2" download
  if [ ! -x "$folder/$3" ] && have apt-get && have dpkg-deb; then
    download="$(mktemp -d)"
    (cd "$download" && chmod 755 . && apt-get -qq download "$2") </dev/null >/dev/null 2>&1 &&
      mkdir -p "$folder" && dpkg-deb -x "$download"/*.deb "$folder" 2>/dev/null || true
    rm -rf "$download"
  fi
  [ -x "$folder/$3" ] && "$folder/$3" -h >/dev/null 2>&1 && export "$1=$folder/$3"
}

# Wanted, not needed: what checks the files in ops/.
want_operations() {
  find_program SQLSYNC_PROMTOOL promtool || unpacked SQLSYNC_PROMTOOL prometheus usr/bin/promtool || true
  find_program SQLSYNC_CADDY caddy || unpacked SQLSYNC_CADDY caddy usr/bin/caddy || true
  find_program SQLSYNC_NGINX nginx /usr/sbin/nginx || unpacked SQLSYNC_NGINX nginx usr/sbin/nginx || true
}

stop_if_missing() {
  [ "${#missing[@]}" -eq 0 ] && return
  echo "Missing on this machine, and not to be installed from here:" >&2
  printf '  * %s\n' "${missing[@]}" >&2
  exit 1
}
