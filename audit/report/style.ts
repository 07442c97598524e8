/** The page's one style sheet: a restrained palette by variables, for light, dark and paper. */
export const style = `
:root{--paper:#fcfcfa;--card:#fff;--ink:#1a1c20;--soft:#5b616b;--faint:#9aa0a9;--line:#e2e2de;--accent:#1d5c96;--accent-soft:#cfe0f0;--other:#a0591a;--good:#22703f;--bad:#b3261e;--warn:#b07600}
@media (prefers-color-scheme:dark){:root{--paper:#131518;--card:#1a1d21;--ink:#e7e8ea;--soft:#a2a8b2;--faint:#6d747e;--line:#2d3137;--accent:#79b1e8;--accent-soft:#263f57;--other:#e2a564;--good:#79c893;--bad:#ff8b80;--warn:#e6b452}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:400 16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 20px 96px}
h1,h2,h3,h4{line-height:1.2;font-weight:650;letter-spacing:-.012em;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(2rem,6vw,3rem);margin:0}
h2{font-size:1.6rem;margin:0 0 12px;padding-top:20px}
h3{font-size:1.1rem;margin:32px 0 10px}
h4{font-size:.95rem;margin:24px 0 8px}
p{margin:0 0 14px;max-width:70ch}
small{font-size:.82em;font-weight:400;color:var(--soft);letter-spacing:0}
section{margin-top:64px;border-top:1px solid var(--line)}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.84em}
code{overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.5;margin:12px 0}
.eyebrow{font-size:.8rem;letter-spacing:.09em;text-transform:uppercase;color:var(--soft);margin:0 0 6px}
.lead{color:var(--soft);margin:8px 0 22px}
.note{font-size:.85rem;color:var(--soft);margin:8px 0 18px}
.verdict{max-width:none;padding:12px 16px;border:1px solid currentColor;border-left-width:6px;border-radius:6px;font-size:1.1rem}
.good{color:var(--good)}.bad{color:var(--bad)}.muted{color:var(--soft)}.faint{color:var(--faint)}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;margin:24px 0;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.figures div{background:var(--card);padding:14px 16px}
.figures dt{font-size:.8rem;color:var(--soft)}
.figures dd{margin:2px 0 0;font-size:1.35rem;font-weight:600;line-height:1.25}
.figures small{display:block;font-size:.8rem}
.claims{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:10px 32px}
.claims li{display:flex;gap:12px}
.claims i{font-style:normal;font-weight:700;width:1em;flex:none}
.claims span{color:var(--ink)}
.claims small{display:block}
.unknown i{color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:6px 20px;margin-top:36px;font-size:.92rem}
a{color:var(--accent);text-underline-offset:3px;text-decoration-thickness:1px}
.scroll{overflow-x:auto;margin:0 -20px;padding:0 20px;-webkit-overflow-scrolling:touch}
table{border-collapse:collapse;font-size:.9rem;margin:6px 0 14px;min-width:min(100%,480px)}
th,td{text-align:left;padding:6px 18px 6px 0;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
th{font-weight:600}
thead th{color:var(--soft);font-weight:500;font-size:.82rem}
th small{display:block;line-height:1.2}
.n{text-align:right}
tfoot th,tfoot td{border-top:2px solid var(--ink);border-bottom:0}
td.name,.chain .name{overflow-wrap:anywhere}
.sample{font-size:.78rem}
.log td.name{white-space:normal;min-width:220px}
.equation{font-size:1.08rem;max-width:none;line-height:1.9}
.equation i{font-style:normal;font-weight:600;margin-left:10px;white-space:nowrap}
details>summary{cursor:pointer;padding:7px 0;color:var(--accent)}
details.card>summary,details.chain>summary{color:var(--ink)}
summary::marker{color:var(--faint)}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 18px;margin:12px 0}
article.card{padding:8px 22px 14px;margin:28px 0}
.card h3{margin-top:14px}
.card .scroll{margin:0 -18px;padding:0 18px}
.chain summary{display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline;font-size:.88rem;border-bottom:1px solid var(--line)}
.chain summary code{margin-left:auto;color:var(--soft)}
.tag{font-size:.82rem;font-weight:600;white-space:nowrap;margin-right:4px}
.tag i{font-style:normal}
.findings{list-style:none;margin:0 0 12px;padding:0}
.findings li{padding:6px 0;border-bottom:1px solid var(--line)}
.findings li:last-child{border-bottom:0}
.findings small{display:block;overflow-wrap:anywhere}
.findings li span{margin-left:4px}
.stages{margin:0 0 16px;padding:0;list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:8px}
.stages li{border-left:3px solid var(--accent);padding:2px 0 2px 12px}
.stages code{display:block}
.columns{columns:300px;font-size:.84rem;padding-left:18px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px;padding:0;margin:12px 0 20px;font-size:.85rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:6px}
.legend svg{width:18px;height:18px}
svg{display:block;font-family:inherit;overflow:visible}
svg.wide{width:100%;min-width:780px;height:auto}
svg.lineage{width:100%;height:auto}
svg.plot{width:100%;max-width:360px;height:auto}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,280px),1fr));gap:20px;margin:12px 0;max-width:800px}
figure{margin:0}
figcaption{font-size:.88rem;font-weight:600;margin-bottom:4px}
.tick,.lane,.axis-name,.crash-text{font-size:11px;fill:var(--soft)}
.lane{font-weight:600;fill:var(--ink);font-size:12px}
.grid{stroke:var(--line);fill:none}
.axis{stroke:var(--faint);fill:none}
.reference{stroke:var(--faint);stroke-dasharray:2 4;fill:none}
.g-full,.g-late{fill:var(--accent)}
.g-hollow,.g-dashed{fill:var(--paper);stroke:var(--accent);stroke-width:1.4}
.g-dashed{stroke-dasharray:2 2}
.g-hollow-warn{fill:var(--paper);stroke:var(--warn);stroke-width:1.4}
.g-warn{fill:var(--warn)}
.g-cross{stroke:var(--bad);stroke-width:2.4;fill:none}
.g-dash{stroke:var(--faint);stroke-width:2}
.watermark{stroke:var(--other);stroke-width:1.8;fill:none;stroke-linejoin:round}
svg.past{display:inline-block;vertical-align:-3px;max-width:100%;margin-right:6px}
.v-pass{fill:var(--good);opacity:.7}.v-fail{fill:var(--bad)}.v-error{fill:var(--paper);stroke:var(--bad);stroke-width:1.4}.v-inconclusive{fill:var(--faint)}
.bar{fill:var(--accent);opacity:.9}
.bar-late{fill:var(--paper);stroke:var(--accent);stroke-width:1.6}
.crash{stroke:var(--bad);stroke-dasharray:5 4;fill:none}
.crash-text{fill:var(--bad)}
.series-0,.series-1{fill:none;stroke-width:2;stroke-linejoin:round}
.series-0{stroke:var(--accent)}
.series-1{stroke:var(--other);stroke-dasharray:6 4}
.mark-0{fill:var(--accent)}
.mark-1{fill:var(--card);stroke:var(--other);stroke-width:1.6}
.key-0,.key-1,.key-ref,.key-zero,.key-margin{display:inline-block;width:24px;height:0;border-top:2px solid var(--accent);vertical-align:middle;margin:0 4px 0 10px}
.key-0:first-child,.key-zero:first-child{margin-left:0}
.key-1{border-top:2px dashed var(--other)}
.key-ref{border-top:2px dotted var(--faint)}
.key-zero,.key-margin{width:0;height:14px;border:0;border-left:2px solid var(--faint)}
.key-margin{border-left:2px dashed var(--bad)}
.forest{margin:8px 0 4px}
.forest-row{display:grid;grid-template-columns:150px minmax(120px,1fr) 260px;gap:0 16px;align-items:center;border-bottom:1px solid var(--line);font-size:.86rem}
.forest-label small{display:block;line-height:1.25}
.forest-label{padding:5px 0;line-height:1.25;overflow-wrap:anywhere}
.forest-text{white-space:nowrap;text-align:right}
.forest-bar{width:100%;height:30px}
.forest-bar path{vector-effect:non-scaling-stroke;fill:none}
.forest-axis{border:0}
.forest-ticks{position:relative;height:20px;font-size:.75rem;color:var(--soft)}
.forest-ticks span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.zero{stroke:var(--faint);stroke-width:1.5}
.margin{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:4 3}
.whisker{stroke:var(--ink);stroke-width:1.6}
.estimate{stroke:var(--accent);stroke-width:5}
.estimate.fail{stroke:var(--bad)}
.estimate.inconclusive{stroke:var(--faint)}
.link{fill:none;stroke:var(--faint);stroke-width:1.3}
.node rect{fill:var(--card);stroke:var(--faint)}
.node.root rect{stroke:var(--accent);stroke-width:2.5}
.node-kind{font-size:13px;font-weight:600;fill:var(--ink)}
.node-name{font-size:11.5px;fill:var(--soft)}
.node-hash{font-size:11px;fill:var(--soft);font-family:ui-monospace,Menlo,Consolas,monospace}
@media (max-width:600px){main{padding-top:24px}section{margin-top:48px}.figures{grid-template-columns:1fr 1fr}.forest-row{grid-template-columns:minmax(0,1fr);padding:8px 0 4px}.forest-label{padding:0}.forest-label small{display:inline;margin-left:8px}.forest-bar,.forest-ticks{grid-column:1/-1}.forest-bar{order:3}.forest-text{text-align:left;font-size:.82rem}th,td{padding-right:12px}.forest-axis div:empty{display:none}.card,article.card{padding-left:14px;padding-right:14px}.card .scroll{margin:0 -14px;padding:0 14px}.figures div{padding:10px 12px}.figures dd{font-size:1.15rem}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--faint:#888;--line:#ccc;--accent:#1d5c96;--accent-soft:#dde;--other:#a0591a;--good:#22703f;--bad:#b3261e;--warn:#8a6100}body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}.scroll{overflow:visible;margin:0;padding:0}svg.wide{min-width:0}section{margin-top:28px}article.card,figure,.forest-row,tr,svg{break-inside:avoid}article.card{break-inside:auto}h2,h3,h4{break-after:avoid}.card{border-color:#bbb}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
