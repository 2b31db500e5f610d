/** The style of the page. No colour carries a meaning that a word or a shape does not carry too. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f5; --sheet: #fff; --sunk: #eef2f1; --ink: #14222b; --soft: #4c5b65; --line: #d9e0de; --edge: #7a8891;
  --sea: #0b5563; --sea-ink: #fff; --grave: #a1242b;
  --Failed: #a1242b; --NeedsPerson: #8c4a00; --Unknown: #5d4a97; --Remediating: #0a5c91; --Ready: #17693a; --OptedOut: #56646d; --Gone: #56646d;
  --wash: 8%;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1418; --sheet: #151e24; --sunk: #0f171c; --ink: #e7edef; --soft: #a6b4bb; --line: #28353d; --edge: #72828c;
    --sea: #7fcfdb; --sea-ink: #06222a; --grave: #ff9d96;
    --Failed: #ff9d96; --NeedsPerson: #f0b562; --Unknown: #c4b6f5; --Remediating: #84c7f6; --Ready: #80d49d; --OptedOut: #a6b4bb; --Gone: #a6b4bb;
    --wash: 13%;
  }
}
.Failed { --v: var(--Failed) } .NeedsPerson { --v: var(--NeedsPerson) } .Unknown { --v: var(--Unknown) } .Remediating { --v: var(--Remediating) }
.Ready { --v: var(--Ready) } .OptedOut { --v: var(--OptedOut) } .Gone { --v: var(--Gone) }
* { box-sizing: border-box }
[hidden] { display: none !important }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; overflow-wrap: anywhere }
h1, h2, h3, h4, p, ul, ol, dl, dd, pre { margin: 0; padding: 0 }
h1 { font-size: clamp(1.6rem, 1.1rem + 2.2vw, 2.5rem); line-height: 1.15; font-weight: 650; letter-spacing: -.02em; text-wrap: balance }
h2 { font-size: 1.15rem; font-weight: 650; letter-spacing: -.005em; margin-bottom: .75rem }
h3 { font-size: 1rem; font-weight: 650 }
h4 { font-size: 1rem; font-weight: 600; line-height: 1.35 }
a { color: var(--sea); text-underline-offset: .18em; text-decoration-thickness: .06em }
a:hover { text-decoration-thickness: .14em }
:focus-visible { outline: 3px solid var(--sea); outline-offset: 2px; border-radius: 3px }
main:focus { outline: none }
small { display: block; font-size: .84rem; font-weight: 400; color: var(--soft) }
code, pre { font-family: ui-monospace, "Cascadia Code", "Liberation Mono", Menlo, monospace; font-size: .84rem }
.wide { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2rem) }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.symbols { position: absolute; width: 0; height: 0 }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--sheet); padding: .5rem 1rem; z-index: 1 }
.skip:focus { top: .5rem }
.top { background: #0a3641; color: #e9f3f4; border-bottom: 3px solid #d98a2b }
.top .wide { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding-block: .7rem; flex-wrap: wrap }
.top p { font-size: .84rem; color: #c3d6d9 }
.top :focus-visible { outline-color: #ffd08a }
.brand { display: inline-flex; align-items: center; gap: .5rem; color: #fff; font-weight: 650; font-size: 1.05rem; text-decoration: none; letter-spacing: .01em }
.logo { width: 1.5rem; height: 1.5rem }
main.wide { padding-block: clamp(1.25rem, 4vw, 2.5rem) }
footer.wide { color: var(--soft); font-size: .84rem; padding-block: 1rem 2rem }

.mark { display: inline-flex; align-items: baseline; gap: .45rem; color: var(--v); font-weight: 600 }
.shape { width: .95rem; height: .95rem; flex: none; align-self: center; color: var(--v) }
.fill { fill: currentColor } .cut { fill: none; stroke: var(--sheet); stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round }
.line { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round }

.fleet { margin-bottom: 2rem }
.bar { display: block; width: 100%; height: .7rem; border-radius: .35rem; margin: 1.25rem 0 .75rem; background: var(--line) }
.bar rect { fill: var(--v) }
.counts { list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(8.6rem, 1fr)); gap: .6rem }
.count { display: flex; flex-direction: column; height: 100%; padding: .7rem .9rem; background: var(--sheet); color: inherit; text-decoration: none; border: 1px solid var(--line); border-top: 3px solid var(--v); border-radius: .4rem }
.count b { font-size: 1.7rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; letter-spacing: -.02em }
.count span { display: flex; gap: .4rem; color: var(--soft); font-size: .9rem; line-height: 1.3 }
.count .shape { align-self: flex-start; margin-top: .12rem }
.count:hover { border-color: var(--v) }
.count[aria-current] { background: color-mix(in srgb, var(--v) var(--wash), var(--sheet)); border-color: var(--v); box-shadow: inset 0 0 0 1px var(--v) }
.count[aria-current] span { color: var(--ink) }

.filter { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end }
.filter label { display: grid; gap: .2rem; font-size: .84rem; color: var(--soft); min-width: 0 }
.filter .grow { flex: 1 1 16rem }
.filter label:not(.grow) { flex: 1 1 8.5rem; max-width: 14rem }
input[type=search], input[type=text], input[type=date], select { font: inherit; font-size: 1rem; color: var(--ink); background: var(--sheet); border: 1px solid var(--edge); border-radius: .35rem; padding: .45rem .6rem; width: 100%; min-height: 2.6rem }
input::placeholder { color: var(--soft); opacity: 1 }
button, .button { font: inherit; font-weight: 600; color: var(--sea); background: var(--sheet); border: 1px solid var(--sea); border-radius: .35rem; padding: .45rem 1rem; min-height: 2.6rem; cursor: pointer; display: inline-flex; align-items: center; text-decoration: none }
button:hover, .button:hover { background: var(--sunk) }
button.main { background: var(--sea); color: var(--sea-ink) }
button.main:hover { background: color-mix(in srgb, var(--sea) 85%, var(--ink)) }
button.grave { color: var(--grave); border-color: var(--grave) }
.found { margin: .8rem 0; color: var(--soft); font-size: .9rem }
.audit { color: var(--soft); margin: .3rem 0 }
.empty, .note { color: var(--soft); background: var(--sheet); border: 1px dashed var(--edge); border-radius: .4rem; padding: 1rem }

.targets { width: 100%; border-collapse: collapse; background: var(--sheet); border: 1px solid var(--line); border-radius: .4rem }
caption { text-align: left; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.targets th, .targets td { text-align: left; vertical-align: top; padding: .65rem .9rem; border-bottom: 1px solid var(--line); font-weight: 400 }
.targets thead th { font-size: .84rem; font-weight: 600; color: var(--soft); background: var(--sunk); position: sticky; top: 0 }
.targets tbody tr:last-child > * { border-bottom: 0 }
.targets tbody tr:hover { background: var(--sunk) }
.targets tbody th a { font-weight: 600; padding-block: .15rem }
.targets td small { padding-left: 1.4rem }
.targets .hold { color: var(--NeedsPerson); font-weight: 600 }
.since { white-space: nowrap; font-variant-numeric: tabular-nums }
.sub { display: block; font-variant-numeric: tabular-nums }
.targets thead th { overflow-wrap: normal }
.targets thead th:first-child { width: 34% } .targets thead th:nth-child(2) { width: 22% }
.pager { display: flex; gap: 1.25rem; padding: 1rem 0; align-items: center }
.pager a { padding: .4rem 0 }

.crumbs { font-size: .9rem; color: var(--soft); margin-bottom: 1rem }
.head { background: var(--sheet); border: 1px solid var(--line); border-left: .35rem solid var(--v); border-radius: .4rem; padding: clamp(1rem, 3vw, 1.75rem) }
.verdict { margin-top: .5rem; font-size: 1.1rem } .verdict > span:last-child { color: var(--soft); font-size: 1rem }
.sentence { max-width: 46rem; margin-top: .4rem }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2rem; margin-top: 1.1rem; padding-top: 1.1rem; border-top: 1px solid var(--line) }
.facts dd { font-size: .9rem; font-variant-numeric: tabular-nums }
dt { font-size: .84rem; color: var(--soft) }
.tools { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin-top: 1.1rem }
.columns { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 3fr); gap: 2.5rem; margin-top: 2rem }
.first > div:not(:empty), .second > *:not(:empty) { margin-bottom: 2.25rem }
.about, .how { color: var(--soft); font-size: .9rem }
.notice { border: 1px solid var(--v); border-left-width: .35rem; border-radius: .4rem; background: var(--sheet); padding: .7rem 1rem; margin-bottom: 1rem }
.notice.good { --v: var(--Ready) } .notice.bad { --v: var(--Failed) }
.banner { --v: var(--NeedsPerson); border: 1px solid var(--v); border-left-width: .35rem; border-radius: .4rem; padding: 1rem 1.2rem; background: color-mix(in srgb, var(--v) var(--wash), var(--sheet)) }
.banner form, .undo form { margin-top: .8rem }
.approval { background: var(--sheet); border: 1px solid var(--line); border-left: .35rem solid var(--sea); border-radius: .4rem; padding: 1rem 1.2rem; margin-top: .75rem }
.approval dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .3rem 1rem; margin: .6rem 0 .9rem }
.approval dt { padding-top: .1rem } .approval dd { font-size: .95rem }
.approval form { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center }
.group { margin-bottom: 1.5rem }
.group .number { font-weight: 400; color: var(--soft); font-size: .9rem }
.group > summary { cursor: pointer; padding: .35rem 0 } .group > summary h3 { display: inline }
.findings { list-style: none; margin-top: .6rem; background: var(--sheet); border: 1px solid var(--line); border-radius: .4rem }
.person .findings { border-left: .35rem solid var(--NeedsPerson) } .approver .findings { border-left: .35rem solid var(--sea) } .unclear .findings { border-left: .35rem solid var(--Unknown) }
.finding { padding: 1rem 1.2rem; border-bottom: 1px solid var(--line) } .finding:last-child { border-bottom: 0 }
.finding:target { background: color-mix(in srgb, var(--sea) var(--wash), var(--sheet)) }
.tags { display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .84rem; color: var(--soft); margin: .15rem 0 .4rem } .tags .late { color: var(--NeedsPerson); font-weight: 600 }
.finding .how { margin-top: .35rem }
.steps { padding-left: 1.3rem; margin-top: .5rem } .steps li { margin-bottom: .4rem } .steps li::marker { color: var(--soft); font-size: .84rem }
.command { background: var(--sunk); border: 1px solid var(--line); border-radius: .35rem; padding: .55rem .75rem; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.5 }
.copy { min-height: 2rem; padding: .1rem .7rem; font-size: .84rem; margin-top: .3rem }
.evidence { margin-top: .6rem; font-size: .9rem } .evidence summary { cursor: pointer; color: var(--sea); width: fit-content; padding: .1rem 0 }
.evidence dl { display: grid; grid-template-columns: fit-content(11rem) minmax(0, 1fr); gap: .15rem 1rem; margin: .5rem 0 }
.evidence p { margin-top: .4rem }
.calls { list-style: none; font-size: .84rem } .calls li { padding: .1rem 0 } .calls time { color: var(--soft) }
.protection-part dl { display: grid; grid-template-columns: fit-content(11rem) minmax(0, 1fr); gap: .3rem 1rem; margin-top: .6rem; font-size: .92rem }
.progress label { display: block; margin-bottom: .35rem; font-variant-numeric: tabular-nums }
progress { appearance: none; width: 100%; height: .7rem; border: 0; border-radius: .35rem; overflow: hidden; background: var(--line); color: var(--Ready) }
progress::-webkit-progress-bar { background: var(--line) } progress::-webkit-progress-value { background: var(--Ready) } progress::-moz-progress-bar { background: var(--Ready) }
.work { list-style: none; margin-top: .5rem } .work li { padding: .6rem 0 .6rem 1rem; border-left: 2px solid var(--line) } .work li.running { border-color: var(--Remediating) } .work li.retrying, .work li.skipped { border-color: var(--NeedsPerson) } .work li.done { border-color: var(--Ready) }
.second h3 { margin: 1.1rem 0 .2rem; font-size: .95rem }
.undo p + p { margin-top: .7rem } .undo ul + p, .undo ol + p { margin-top: .9rem } .undo h3:first-of-type { margin-top: 0 }
.plain { padding-left: 1.3rem } .plain li { padding: .15rem 0 }
.week { margin-top: 2rem } .week p { margin-bottom: .6rem } .week dl { display: grid; grid-template-columns: fit-content(11rem) minmax(0, 1fr); gap: .3rem 1rem }
.plain-table { width: 100%; border-collapse: collapse; background: var(--sheet); border: 1px solid var(--line); font-size: .92rem }
.plain-table th, .plain-table td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-bottom: 1px solid var(--line); font-weight: 400 } .plain-table thead th { color: var(--soft); background: var(--sunk); overflow-wrap: normal }
.day { font-size: .9rem; color: var(--soft); margin: 0 0 .5rem }
.took { color: var(--soft); font-size: .84rem; white-space: nowrap }
.rule { background: var(--sheet); border: 1px solid var(--line); border-left: .35rem solid var(--sea); border-radius: .4rem; padding: 1rem 1.2rem; margin-bottom: 1rem }
.rule p { margin-top: .35rem; max-width: 46rem }
.timeline { list-style: none; border-left: 2px solid var(--line); padding-left: 1.1rem }
.timeline li { position: relative } .timeline > li { padding-bottom: .9rem; font-size: .92rem }
.timeline > li::before { content: ""; position: absolute; left: calc(-1.1rem - 6px); top: .42rem; width: 10px; height: 10px; border-radius: 50%; background: var(--sea); border: 2px solid var(--ground) }
.timeline > li > time { color: var(--soft); font-size: .84rem; font-variant-numeric: tabular-nums }
.timeline summary { cursor: pointer } .timeline details[open] summary { margin-bottom: .3rem }
.entry { color: var(--soft); font-size: .84rem; font-variant-numeric: tabular-nums } .entry::before { content: "#" }

@media (max-width: 52rem) { .columns { grid-template-columns: minmax(0, 1fr); gap: 0 } }
@media (max-width: 40rem) {
  .counts { grid-template-columns: 1fr 1fr }
  .filter label { flex: 1 1 45% } .filter button { width: 100%; justify-content: center }
  .targets, .targets tbody { display: block } .targets thead { display: none }
  .targets tr { display: grid; grid-template-columns: auto minmax(0, 1fr); column-gap: 1rem; border-bottom: 1px solid var(--line); padding: .7rem 1rem }
  .targets tbody tr:last-child { border-bottom: 0 }
  .targets th, .targets td { padding: 0; border: 0 }
  .targets tbody th, .targets td:nth-child(2) { grid-column: 1 / -1 } .targets td:nth-child(2) { margin-top: .35rem }
  .targets td:nth-child(n+3) { color: var(--soft); font-size: .9rem; margin-top: .25rem } .targets .sub { display: none }
  .plain-table, .plain-table tbody, .plain-table tr, .plain-table th, .plain-table td { display: block } .plain-table thead { display: none }
  .plain-table tr { border-bottom: 1px solid var(--line); padding: .5rem .8rem } .plain-table th, .plain-table td { padding: 0; border: 0 }
  .approval dl, .evidence dl { grid-template-columns: minmax(0, 1fr); gap: 0 } .approval dd, .evidence dd { margin-bottom: .4rem }
}
@media (prefers-reduced-motion: no-preference) { .count, button, .button { transition: background-color .12s, border-color .12s } }
@media (forced-colors: active) { .bar rect, .timeline > li::before { forced-color-adjust: none } .count[aria-current] { outline: 2px solid } }
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --sheet: #fff; --sunk: #fff; --ink: #000; --soft: #333; --line: #999; --edge: #666; --sea: #0b5563; --sea-ink: #fff; --grave: #a1242b; --wash: 0%;
    --Failed: #a1242b; --NeedsPerson: #8c4a00; --Unknown: #5d4a97; --Remediating: #0a5c91; --Ready: #17693a; --OptedOut: #56646d; --Gone: #56646d;
  }
  @page { margin: 15mm }
  body { font-size: 10.5pt }
  .top { background: none; color: #000; border-color: #000 } .top p, .brand { color: #000 }
  .filter, .pager, .copy, .skip, form, .crumbs, .tools, .accept, .undo, footer { display: none !important }
  .wide { max-width: none; padding-inline: 0 } .targets thead th { position: static }
  .columns { display: block } .finding, .approval, tr, .timeline > li { break-inside: avoid } h2, h3, h4 { break-after: avoid }
  details::details-content { content-visibility: visible; block-size: auto }
  .bar rect, .timeline > li::before, progress { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}
`;
