# fish completion for spanlight-cli. Installed as share/fish/vendor_completions.d/spanlight-cli.fish.

set -l commands info search diagnose timeline compare convert profile
set -l none "not __fish_seen_subcommand_from $commands rules"
set -l any "__fish_seen_subcommand_from $commands"

complete -c spanlight-cli -n $none -f -a info -d 'What is in a source'
complete -c spanlight-cli -n $none -f -a search -d 'List operations or traces'
complete -c spanlight-cli -n $none -f -a diagnose -d 'Say what is stuck, slow or broken, and why'
complete -c spanlight-cli -n $none -f -a timeline -d 'Show the timeline of an operation or trace'
complete -c spanlight-cli -n $none -f -a rules -d 'Say what each rule looks for'
complete -c spanlight-cli -n $none -f -a compare -d 'Say what differs between two operations or traces'
complete -c spanlight-cli -n $none -f -a convert -d 'Write everything in another format'
complete -c spanlight-cli -n $none -f -a profile -d 'Check, explain, show and list vocabularies'
complete -c spanlight-cli -n '__fish_seen_subcommand_from profile' -a 'check explain show list' -d 'What to do with it'
complete -c spanlight-cli -n $none -l version -d 'Show the version'
complete -c spanlight-cli -l help -s h -d 'Show help'

complete -c spanlight-cli -n $any -l source -x -a 'demo: archive: jaeger+http:// jaeger+https:// otlp:// http:// https://' -d 'Where traces come from'
complete -c spanlight-cli -n $any -l profile -r -a 'auto ktrdr opentelemetry' -d 'Vocabulary'
complete -c spanlight-cli -n $any -l now -x -d 'Moment of looking'
complete -c spanlight-cli -n $any -l timeout -x -d 'Limit of one request in seconds'
complete -c spanlight-cli -n $any -l header -x -d 'Header of every request'
complete -c spanlight-cli -n $any -l token-file -r -d 'File with the bearer token'
complete -c spanlight-cli -n $any -l ca -r -d 'Certificates to trust'
complete -c spanlight-cli -n $any -l insecure -d 'Accept any certificate'
complete -c spanlight-cli -n $any -l tenant -x -d 'Tenant of the back end'
complete -c spanlight-cli -n $any -l prometheus -x -d 'Metrics beside the operation'
complete -c spanlight-cli -n $any -l grafana -x -d 'For links'
complete -c spanlight-cli -n $any -l ktrdr -x -d 'Operations API'

complete -c spanlight-cli -n '__fish_seen_subcommand_from info search timeline profile' -l format -x -a 'text json' -d 'Form of the result'
complete -c spanlight-cli -n '__fish_seen_subcommand_from diagnose' -l format -x -a 'text markdown html json' -d 'Form of the result'
complete -c spanlight-cli -n '__fish_seen_subcommand_from compare' -l format -x -a 'text markdown json' -d 'Form of the result'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search diagnose timeline' -l operation -x -d 'Operation id'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search diagnose timeline' -l trace -x -d 'Trace id'
complete -c spanlight-cli -n '__fish_seen_subcommand_from diagnose timeline compare' -l output -r -d 'Write to a file'

complete -c spanlight-cli -n '__fish_seen_subcommand_from convert' -l to -x -a 'jaeger-json otlp-jsonl otlp-protobuf' -d 'Format'
complete -c spanlight-cli -n '__fish_seen_subcommand_from diagnose' -l all -d 'Every operation'
complete -c spanlight-cli -n '__fish_seen_subcommand_from diagnose' -l fail-on -x -a 'info warning error critical' -d 'Exit 1 from this severity on'
complete -c spanlight-cli -n '__fish_seen_subcommand_from diagnose compare' -l redact -d 'Replace secrets and personal data'
complete -c spanlight-cli -n '__fish_seen_subcommand_from diagnose' -l scenario -x -a 'list stuck slow failed no-workers context-lost not-found backend-only no-progress overhead imbalance missing-data unreachable' -d 'Walk from a symptom to its cause'
complete -c spanlight-cli -n '__fish_seen_subcommand_from diagnose' -l explain -d 'How the verdict was found'

complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l type -x -a 'training backtesting data-load indicator-computation model-evaluation strategy-execution' -d 'Operation type'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l status -x -a 'completed failed cancelled running stuck lost unknown' -d 'State'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l service -x -d 'Service name'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l name -x -d 'Span name'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l attr -x -d 'Attribute key=value'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l errors -d 'Only with errors'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l since -x -d 'Not before'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l until -x -d 'Not after'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l min-duration -x -d 'At least'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l max-duration -x -d 'At most'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l limit -x -d 'At most this many'
complete -c spanlight-cli -n '__fish_seen_subcommand_from search' -l by -x -a 'operation trace' -d 'One line per'

complete -c spanlight-cli -n '__fish_seen_subcommand_from timeline' -l calls -d 'The calls to other services'
complete -c spanlight-cli -n '__fish_seen_subcommand_from timeline' -l columns -x -d 'Width of the text'
complete -c spanlight-cli -n '__fish_seen_subcommand_from timeline' -l dark -d 'Picture with a dark background'

complete -c spanlight-cli -n '__fish_seen_subcommand_from rules' -l format -x -a 'text markdown json' -d 'Form of the result'
complete -c spanlight-cli -n '__fish_seen_subcommand_from rules' -l profile -r -a 'ktrdr opentelemetry' -d 'Vocabulary'
