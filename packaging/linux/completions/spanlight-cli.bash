# bash completion for spanlight-cli. Installed as share/bash-completion/completions/spanlight-cli.

_spanlight_cli_options() {
    local common="--source --profile --now --timeout --header --token-file --ca --insecure --tenant
                  --prometheus --grafana --ktrdr --help"
    case "$1" in
        info) echo "$common --format" ;;
        doctor) echo "$common --format" ;;
        search) echo "$common --format --operation --type --status --service --name --attr --errors --since --until
                      --min-duration --max-duration --limit --trace --by --query" ;;
        diagnose) echo "$common --format --operation --trace --all --output --fail-on --redact
                        --scenario --explain" ;;
        timeline) echo "$common --format --operation --trace --calls --output --columns --dark" ;;
        compare) echo "$common --format --output --redact" ;;
        convert) echo "$common --to --operation --trace" ;;
        archive) echo "--format --max-size --max-age --timeout --header --token-file --ca --insecure --tenant --help" ;;
        profile) echo "$common --format" ;;
        rules) echo "--format --profile --help" ;;
        serve) echo "--listen --http-port --grpc-port --no-grpc --allow-host --archive --max-size --max-age --help" ;;
        *) echo "--help --version" ;;
    esac
}

_spanlight_cli_values() {
    case "$1:$2" in
        info:--format | archive:--format | doctor:--format | search:--format | timeline:--format | profile:--format) echo "text json" ;;
        diagnose:--format) echo "text markdown html json" ;;
        compare:--format | rules:--format) echo "text markdown json" ;;
        diagnose:--scenario)
            echo "list stuck slow failed no-workers context-lost not-found backend-only no-progress overhead
                  imbalance missing-data unreachable"
            ;;
        convert:--to) echo "jaeger-json otlp-jsonl otlp-protobuf" ;;
        *:--fail-on) echo "info warning error critical" ;;
        *:--by) echo "operation trace" ;;
        *:--profile) echo "auto ktrdr opentelemetry" ;;
        *:--type) echo "training backtesting data-load indicator-computation model-evaluation strategy-execution" ;;
        *:--status) echo "completed failed cancelled running stuck lost unknown" ;;
        *:--source) echo "demo: archive: jaeger+http:// jaeger+https:// tempo+http:// zipkin+http:// victoriatraces+http:// otlp:// http:// https://" ;;
        *) return 1 ;;
    esac
}

_spanlight_cli() {
    local word previous command="" index values
    COMPREPLY=()
    # Addresses hold colons, which readline takes for the end of a word.
    if declare -F _get_comp_words_by_ref >/dev/null; then
        local words cword
        _get_comp_words_by_ref -n : -c word -p previous -w words -i cword
    else
        local words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
        word="${COMP_WORDS[COMP_CWORD]}"
        previous="${COMP_WORDS[COMP_CWORD - 1]}"
    fi
    for ((index = 1; index < cword; ++index)); do
        if [[ "${words[index]}" != -* ]]; then
            command="${words[index]}"
            break
        fi
    done

    if [[ -z "$command" && "$word" != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "info search diagnose timeline compare convert archive doctor profile rules serve" -- "$word")
        return
    fi
    if [[ "$previous" == profile && "$word" != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "check explain show list" -- "$word")
        return
    fi
    if [[ "$previous" == archive && "$word" != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "info check prune keep" -- "$word")
        return
    fi
    if [[ "$previous" == show && "$command" == profile ]]; then
        mapfile -t COMPREPLY < <(compgen -W "ktrdr opentelemetry jobqueue" -- "$word")
        return
    fi
    case "$previous" in
        --output | --token-file | --ca | --archive)
            compopt -o filenames 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
            ;;
    esac
    if values="$(_spanlight_cli_values "$command" "$previous")"; then
        mapfile -t COMPREPLY < <(compgen -W "$values" -- "$word")
        if declare -F __ltrim_colon_completions >/dev/null; then
            __ltrim_colon_completions "$word"
        fi
        return
    fi
    if [[ "$word" == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_spanlight_cli_options "$command")" -- "$word")
        return
    fi
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
}

complete -F _spanlight_cli spanlight-cli
