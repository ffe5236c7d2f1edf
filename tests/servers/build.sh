#!/usr/bin/env bash
# Builds the real back ends that the live tests talk to, once, and prints their folder on the last line.
#
#   tests/servers/build.sh          builds what is missing
#   SPANLIGHT_SERVERS=FOLDER …      uses this folder instead of the cache folder
#   SPANLIGHT_SERVER_JOBS=N …       compiles N packages at a time (default: number of processors)
#
# Jaeger v1.76.0 (all-in-one) and v2.13.0 are one commit of one Go module. Its go.mod has a `replace`, which
# `go install` refuses, hence the wrapper module. First build: about ten minutes on two processors. Zipkin 3.6.1 is
# fetched with Maven, Prometheus from the distribution, the OpenTelemetry SDK of Python (for the replica) with pip.
set -euo pipefail

module=github.com/jaegertracing/jaeger
version=v1.76.0
folder=${SPANLIGHT_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/spanlight/servers}
jobs=${SPANLIGHT_SERVER_JOBS:-$(nproc)}

say() { echo "tests/servers/build.sh: $*" >&2; }

need_go() {
  local advice="Install Go 1.21 or newer (it fetches the version it needs), or put the binaries jaeger-v1.76.0 and jaeger-v2.13.0 into $folder"
  command -v go > /dev/null || { say "Go is missing. $advice"; exit 3; }
  case $(go env GOVERSION) in
    go1.[0-9] | go1.[0-9].* | go1.1[0-9]* | go1.20*) say "$(go env GOVERSION) is too old. $advice"; exit 3 ;;
  esac
}

prepare_wrapper() { # a module of our own that takes over the version's `replace` lines and checksums
  local wrapper=$1 source
  mkdir -p "$wrapper"
  cd "$wrapper"
  source=$(go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)".*/\1/p')
  [ -n "$source" ] || { say "the Go module $module $version could not be downloaded"; exit 3; }
  { echo "module spanlight.example/servers"; echo "go 1.24.6"; sed -n '/^replace/,$p' "$source/go.mod"; } > go.mod
  cp "$source/go.sum" go.sum
  chmod u+w go.sum
  printf '//go:build tools\n\npackage tools\n\nimport (\n\t_ "%s/cmd/all-in-one"\n\t_ "%s/cmd/jaeger"\n)\n' "$module" "$module" > tools.go
  go mod edit -require="$module@$version"
}

build_one() { # binary name, command of the module
  local binary=$folder/$1
  if [ -x "$binary" ]; then
    say "$1 is there"
    return
  fi
  need_go
  say "building $1"
  (
    prepare_wrapper "$folder/src"
    CGO_ENABLED=0 go build -mod=mod -p "$jobs" -ldflags '-s -w' -o "$binary.part" "$module/cmd/$2"
  ) >&2
  mv "$binary.part" "$binary" # whole or not at all, also when the build is interrupted
}

fetch_zipkin() { # a Java program; without Java or Maven its tests are skipped
  local jar=$folder/zipkin-v3.6.1.jar artifact=io.zipkin:zipkin-server:3.6.1:jar:exec
  if [ -s "$jar" ]; then
    say "zipkin-v3.6.1.jar is there"
    return
  fi
  if ! command -v java > /dev/null || ! command -v mvn > /dev/null; then
    say "Java or Maven is missing: nothing is tested with Zipkin"
    return
  fi
  say "fetching zipkin-v3.6.1.jar"
  mvn -q -B dependency:get -Dartifact="$artifact" -Dtransitive=false >&2 &&
    mvn -q -B dependency:copy -Dartifact="$artifact" -DoutputDirectory="$folder/src" -Dmdep.stripVersion=true >&2 &&
    mv "$folder/src/zipkin-server-exec.jar" "$jar" || say "Zipkin could not be fetched: nothing is tested with it"
}

fetch_prometheus() { # out of the distribution's package, which is not installed: it would start a service
  local binary=$folder/prometheus
  if [ -x "$binary" ]; then
    say "prometheus is there"
    return
  fi
  if command -v prometheus > /dev/null; then
    ln -sf "$(command -v prometheus)" "$binary"
    return
  fi
  say "fetching prometheus"
  (
    mkdir -p "$folder/src/prometheus"
    cd "$folder/src/prometheus"
    apt-get download --quiet prometheus && dpkg-deb -x prometheus_*.deb . && mv usr/bin/prometheus "$binary"
  ) >&2 || say "Prometheus could not be fetched: nothing is tested with it"
}

prepare_python() { # the OpenTelemetry SDK in an environment of its own; without it its tests are skipped
  local requirements=$1 python=$folder/python
  if cmp -s "$requirements" "$python/requirements.txt"; then
    say "python is there"
    return
  fi
  say "installing the OpenTelemetry SDK of Python"
  rm -rf "$python"
  if python3 -m venv "$python" >&2 && "$python/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" >&2; then
    cp "$requirements" "$python/requirements.txt" # the last step: it says that all is there
  else
    rm -rf "$python"
    say "Python 3 with venv, or its packages, could not be had: nothing is tested with the SDK"
  fi
}

requirements=$(cd "$(dirname "$0")" && pwd)/python-requirements.txt
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
build_one jaeger-v1.76.0 all-in-one
build_one jaeger-v2.13.0 jaeger
mkdir -p "$folder/src"
fetch_zipkin
fetch_prometheus
prepare_python "$requirements"
echo "$folder"
