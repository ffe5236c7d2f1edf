#pragma once

#include <string_view>

namespace spanlight::report {

/// The style sheet of the HTML report. The names of the colours are those of timelineSvg() with SvgColours::Page.
inline constexpr std::string_view kHtmlStyle = R"(
:root { color-scheme: light dark;
  --page: #f6f8fb; --card: #ffffff; --text: #1a202c; --faint: #5a677c; --line: #e2e8f0; --code: #eef2f7;
  --critical: #9b1c1c; --error: #c02626; --warning: #a15c07; --info: #2563a8; --good: #1d7a55;
  --s0: #3182ce; --s1: #2a9d6f; --s2: #7868c8; --s3: #c77d12; --s4: #0e9aa7; --s5: #b5547a; --s6: #6b7f2a; --s7: #8a6d5a; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f1319; --card: #171c24; --text: #e5e9f0; --faint: #9aa7bb; --line: #2c3442; --code: #212834;
  --critical: #ff8f8f; --error: #f26d6d; --warning: #e2a544; --info: #6cb2f0; --good: #4cc391;
  --s0: #5aa5e8; --s1: #4cc391; --s2: #a396ee; --s3: #e2a544; --s4: #3fc3cf; --s5: #dd83a7; --s6: #a3ba55; --s7: #bf9f8a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.55 Inter, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 22px; margin: 0 0 14px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 34px 0 10px; }
h3 { font-size: 15px; margin: 0 0 6px; overflow-wrap: anywhere; }
p { margin: 6px 0; overflow-wrap: anywhere; }
code, pre { font-family: "JetBrains Mono", "DejaVu Sans Mono", Consolas, monospace; font-size: 13px; }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
pre { background: var(--code); border-radius: 6px; padding: 10px 12px; margin: 8px 0; white-space: pre-wrap;
  overflow-wrap: anywhere; }
pre code { background: none; padding: 0; }
.verdict, .card { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--info);
  border-radius: 8px; padding: 14px 18px; margin: 0 0 14px; }
.verdict { font-size: 17px; }
.critical { border-left-color: var(--critical); } .error, .bad { border-left-color: var(--error); }
.warning { border-left-color: var(--warning); } .good { border-left-color: var(--good); }
.tag { display: inline-block; font-size: 12px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase;
  color: var(--info); margin-right: 8px; }
.critical .tag { color: var(--critical); } .error .tag, .bad .tag { color: var(--error); }
.warning .tag { color: var(--warning); } .good .tag { color: var(--good); }
.faint { color: var(--faint); }
.failed { color: var(--error); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px; border-bottom: 1px solid var(--line);
  overflow-wrap: break-word; }
td code { overflow-wrap: break-word; } td.value { min-width: 16em; } td.value code { overflow-wrap: anywhere; }
td.note { min-width: 11em; } td.rule { white-space: nowrap; }
th { color: var(--faint); font-weight: 600; } tr:last-child td { border-bottom: 0; }
td.number, th.number { text-align: right; white-space: nowrap; }
ol, ul { padding-left: 26px; margin: 6px 0; } li { margin: 3px 0; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; }
.bar { margin: 16px 0 12px; border-radius: 4px; } .dot { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 8px; }
.d0 { background: var(--s0); } .d1 { background: var(--s1); } .d2 { background: var(--s2); } .d3 { background: var(--s3); }
.d4 { background: var(--s4); } .d5 { background: var(--s5); } .d6 { background: var(--s6); } .d7 { background: var(--s7); }
footer { margin-top: 34px; color: var(--faint); font-size: 13px; }
@media print { body { background: none; } .scroll { overflow: visible; } .card, .verdict { break-inside: avoid; } }
)";

} // namespace spanlight::report
