/** The report's style sheet: light, dark and print, wide tables scroll within their own box. */
export const style = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1f2328;--soft:#57606a;--rule:#d8dee4;--tint:#f6f8fa;--accent:#0b5cad}
@media screen and (prefers-color-scheme:dark){
:root{--paper:#161b22;--ink:#e6edf3;--soft:#9aa5b1;--rule:#30363d;--tint:#1d242d;--accent:#6cb6ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:75rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1.25rem;margin:2.75rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p,ul,dl{margin:.5rem 0;max-width:46rem}
ul{padding-left:1.25rem}
.summary{padding:.75rem 1.25rem;background:var(--tint);border-left:4px solid var(--accent);
max-width:none}
code{white-space:nowrap}
.summary p:first-child{font-size:1.12rem}
.summary p,.summary ul{max-width:none}
.soft,caption,small{color:var(--soft)}
small{font-size:.88em}
.scroll{overflow-x:auto;margin:.75rem 0}
.scroll:focus-visible{outline:2px solid var(--accent)}
caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 3rem)}
table{border-collapse:collapse;font-size:.9rem;line-height:1.4;min-width:100%}
caption{text-align:left;padding:0 0 .5rem;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--rule)}
thead th{vertical-align:bottom;border-bottom:2px solid var(--ink);font-weight:600}
tbody th{font-weight:500;min-width:12rem;max-width:22rem}
.scroll tbody tr:not(.group) th{position:sticky;left:0;background:var(--paper)}
.group th{background:var(--tint);font-weight:600}
.control th{padding-left:2rem;font-weight:400}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
thead .number{white-space:normal;min-width:6rem}
.number small{display:block}
.unshown{color:var(--soft)}
.chosen{font-weight:650}
.badge{display:inline-block;font-size:.8em;font-weight:600;color:var(--accent);border:1px solid currentColor;
border-radius:1rem;padding:0 .5rem;white-space:nowrap}
figure{margin:1rem 0;max-width:52rem}
.hnlm-plot{display:block;width:100%;min-width:600px;height:auto}
.facts{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.35rem 1.25rem;max-width:none}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
.example{padding:.75rem 1.25rem;background:var(--tint);margin:.75rem 0;break-inside:avoid}
ul.tried{list-style:none;padding:0;margin:0}
@media (max-width:36rem){tbody th{min-width:8.5rem;max-width:10rem}.control th{padding-left:1.2rem}
main{padding:1.25rem 1rem 3rem}.facts{grid-template-columns:1fr;gap:0}
.facts dd{margin-bottom:.6rem}}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}.scroll{overflow:visible}
h2{break-after:avoid}figure,tr{break-inside:avoid}table{font-size:8pt}th,td{padding:.2rem .3rem}
.number{white-space:normal}tbody th,thead .number,.hnlm-plot{min-width:0}}
`;
