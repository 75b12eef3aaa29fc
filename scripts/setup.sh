#!/usr/bin/env bash
# Installs what a fresh Debian or Ubuntu machine lacks: `setup.sh run` PostgreSQL, `setup.sh test` Chromium and
# Radicale, a calendar server, as well.
# Elsewhere, or without the right to install, it says what to install. Harmless when everything is there.
set -euo pipefail
need=${1:-run}

has_postgres() {
  local dir
  for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin $(dirname "$(command -v initdb || echo /none/x)"); do
    [ -x "$dir/postgres" ] || continue
    [ "$("$dir/postgres" --version | grep -oE '[0-9]+' | head -1)" -ge 15 ] && return 0
  done
  return 1
}
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

packages=()
if ! has_postgres && ! { [ "$need" = run ] && [ -n "${DATABASE_URL:-}" ]; }; then packages+=(postgresql); fi
if [ "$need" = test ]; then
  has_chromium || packages+=(chromium)
  [ -e /usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf ] || packages+=(fonts-noto-core)
  command -v radicale >/dev/null || packages+=(radicale)
  [ -d /usr/share/fonts/truetype/liberation ] || [ -d /usr/share/fonts/truetype/liberation2 ] || packages+=(fonts-liberation)
fi
[ ${#packages[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "klear needs: ${packages[*]} (PostgreSQL 15 or newer with its contrib modules). Please install them; this system has no apt-get." >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "klear needs: ${packages[*]}. Run as root: apt-get install ${packages[*]}" >&2; exit 1; }
  sudo=(sudo)
fi
echo "installing ${packages[*]} …"
# The package would start a server of its own; klear starts a private one instead.
if [[ " ${packages[*]} " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  "${sudo[@]}" mkdir -p /etc/postgresql-common
  echo "create_main_cluster = false" | "${sudo[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq
"${sudo[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${packages[@]}" >/dev/null
